import type { StreamableBody, StreamedResponse } from './streamed-response.ts'

/**
 * A page that is sent as it is rendered.
 *
 * @example
 * ```ts
 * export const handler = streamifyResponse(async () => html(page()))
 *
 * async function* page() {
 *   yield '<h1>Orders</h1>'
 *   yield '<p>Order 7</p>'
 * }
 * ```
 */
export function html(chunks: StreamableBody): StreamedResponse {
  return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: chunks }
}
