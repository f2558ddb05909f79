import { sse } from '../../../streaming/sse.ts'
import { streamifyResponse } from '../../../streaming/streamify-response.ts'
import { buildFunctionUrlEvent, createTestEnv } from '../../../testkit/index.ts'
import type { FixtureFamily } from '../fixture-family.ts'
import type { RecordedCase } from './recorded-case.ts'
import { recordedFamily } from './recorded-family.ts'

type RecordedData =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly base64: string }
  | { readonly kind: 'null' | 'absent' }

type SseCase = RecordedCase<
  {
    readonly events: readonly { readonly id?: string; readonly event?: string; readonly data: RecordedData }[]
  },
  {
    readonly text: string
    readonly base64?: string
    readonly chunks: readonly string[]
    readonly headers: Readonly<Record<string, string>>
  }
>

export const sseBytes: FixtureFamily = recordedFamily<SseCase>('sse', [
  {
    name: 'captured stream',
    open: async () => ({
      observe: async ({ given, expect }) => {
        const events = given.events.map(({ data, ...event }) => ({ ...event, ...dataOf(data) }))
        const env = createTestEnv()
        const handler = streamifyResponse(async () => sse(events))
        const { text, headers } = await env.invokeStreaming(handler, buildFunctionUrlEvent())
        const { connection: _, ...recorded } = expect.headers
        return {
          actual: { text, headers: comparable(headers, Object.keys(recorded)) },
          expected: { text: expect.text, headers: recorded },
        }
      },
    }),
  },
])

/** Lambda decides about `connection`, and `charset=utf-8` says of an event stream what always holds. */
function comparable(headers: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, String(headers[name]).replace('; charset=utf-8', '')]))
}

function dataOf(data: RecordedData): object {
  if (data.kind === 'text') return { data: data.text }
  if (data.kind === 'json') return { data: data.value }
  if (data.kind === 'bytes') return { data: Buffer.from(data.base64, 'base64') }
  return data.kind === 'null' ? { data: null } : {}
}
