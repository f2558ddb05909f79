import type { StreamOutcome } from '../../../testkit/index.ts'

/** How an invocation may go. */
export type Way =
  | 'text'
  | 'stream'
  | 'page'
  | 'empty'
  | 'early error'
  | 'late error'
  | 'late error of a sync iterable'
  | 'late error of a stream'
  | 'late error of a web stream'
  | 'late error of a page'
  | 'late error of events'
  | 'late error without a trailer'
  | 'late error with a name that no header carries'
  | 'late error with a message of a megabyte'
  | 'late error that cannot be read'
  | 'late error that is null'
  | 'late chunk that is a number'
  | 'late chunk that is an object'
  | 'over the limit'
  | 'at the deadline'
  | 'reader that leaves'

/** How `megabytes` are made. */
export type BodyOfMegabytes = 'strings' | 'one buffer' | 'fresh buffers' | 'file'

export interface WayEvent {
  readonly way: Way | 'megabytes'
  readonly megabytes?: number
  readonly kind?: BodyOfMegabytes
}

export interface Expectation {
  readonly outcome: StreamOutcome
  readonly statusCode: number
  readonly text: string | RegExp
  readonly code?: string
}

const late = (code = 'app.internal', text: string | RegExp = 'onetwo'): Expectation => ({
  outcome: 'late_error',
  statusCode: 200,
  text,
  code,
})
const complete = (text: string | RegExp, statusCode = 200): Expectation => ({
  outcome: 'completed',
  statusCode,
  text,
})

/** What each of them looks like from outside. */
export const expectations: Readonly<Record<Way, Expectation>> = {
  text: complete('onetwo'),
  stream: complete('onetwo'),
  page: complete('onetwo'),
  empty: complete('', 204),
  'early error': complete(/^\{"error":\{"code":"app.internal","message":"internal error",/, 500),
  'late error': late(),
  'late error of a sync iterable': late(),
  'late error of a stream': late(),
  'late error of a web stream': late(),
  'late error of a page': late(),
  'late error of events': late(
    'app.internal',
    'data: one\n\nevent: error\ndata: {"error":{"code":"app.internal"}}\n\n',
  ),
  'late error without a trailer': complete('onetwo'),
  'late error with a name that no header carries': late(),
  'late error with a message of a megabyte': late(),
  'late error that cannot be read': late(),
  'late error that is null': late(),
  'late chunk that is a number': late('stream.invalid_body'),
  'late chunk that is an object': late('stream.invalid_body'),
  'over the limit': late('app.too_large', 'fourfour'),
  'at the deadline': late('app.timeout', 'one'),
  'reader that leaves': late('stream.client_disconnected', /^x{1000,}$/),
}

/** 16 KB of text that differs from chunk to chunk. */
export function chunkOfEvent(index: number): string {
  return String(index % 10).repeat(16_384)
}
