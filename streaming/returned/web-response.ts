import type { StreamableBody, StreamedResponse, WebHeaders, WebResponse } from '../streamed-response.ts'
import { hasMethod } from './body-kind.ts'
import { invalidBody } from './invalid-response.ts'

// What `fetch` decodes, and of which it leaves the header as it came.
const decodedByFetch = /^\s*(?:x-gzip|gzip|deflate|br)\s*$/i

/** By shape: `instanceof` is false for another realm's. */
export function isWebResponse(value: unknown): value is WebResponse {
  if (!hasMethod(value, 'arrayBuffer')) return false
  const { status, headers } = value as Partial<WebResponse>
  return typeof status === 'number' && hasMethod(headers, 'get') && hasMethod(headers, 'forEach')
}

/** @throws AppTheoryError `stream.invalid_body` if the body has been read already */
export function responseOfWeb(web: WebResponse): StreamedResponse {
  if (web.bodyUsed) throw invalidBody('the body of the Response has already been read')
  const headers: Record<string, string> = {}
  web.headers.forEach((value, name) => {
    headers[name.toLowerCase()] = value
  })
  if (isDecoded(web)) delete headers['content-encoding']
  const cookies = setCookiesOf(web.headers) ?? []
  if (cookies.length > 0) delete headers['set-cookie']
  const response = { statusCode: web.status, headers, body: web.body as StreamableBody }
  return cookies.length > 0 ? { ...response, cookies } : response
}

function setCookiesOf(headers: WebHeaders): readonly string[] | undefined {
  return headers.getSetCookie?.() ?? headers.raw?.()['set-cookie']
}

/** Whether the body no longer has the encoding that its header names. */
function isDecoded({ url, headers }: WebResponse): boolean {
  const encodings = headers.get('content-encoding')?.split(',') ?? []
  return Boolean(url) && encodings.every((encoding) => decodedByFetch.test(encoding))
}
