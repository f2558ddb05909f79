import type { StreamedOutcome } from '../../../testkit/index.ts'

export const kinds = [
  'text',
  'bytes',
  'list',
  'iterable',
  'async generator',
  'async iterator without return',
  'Readable of text',
  'Readable of bytes',
  'web stream',
  'Response',
  'sse',
  'html',
] as const
export const moments = [
  'succeeds',
  'fails at once',
  'fails after the first chunk',
  'fails after 20 ms',
  'slow reader',
  'reader leaves',
] as const
export const chains = ['no chain', 'gzip', 'serializer', 'cors + error handler'] as const
export const forms = ['wrapper', 'execution mode'] as const

export type Kind = (typeof kinds)[number]
export type Moment = (typeof moments)[number]
export type Chain = (typeof chains)[number]
export type Form = (typeof forms)[number]

/** One cell of the table: a body of one kind, what happens to it, the middlewares around it, and the form. */
export interface Cell {
  readonly kind: Kind
  readonly moment: Moment
  readonly chain: Chain
  readonly form: Form
}

/** What was seen of one invocation. */
export interface Seen {
  readonly outcome: StreamedOutcome['outcome']
  readonly statusCode: number
  /** What its reader makes of the body; absent if the reader left. */
  readonly text?: string
  /** Code and message of each error that `onLateError` was called with. */
  readonly late: readonly string[]
  /** Whether the source was closed, or came to its end. */
  readonly closed: boolean
}

/** What the function tells of an invocation: that which its reader cannot see. */
export interface Observed {
  readonly late: readonly string[]
  readonly closed: boolean
  /** Milliseconds of the function's clock between the failure of the source and `onLateError`. */
  readonly lateAfterMs: number
}

export const failureMessage = 'the source failed'
const errorEvent = `event: error\ndata: {"error":{"code":"app.internal","message":"${failureMessage}"}}\n\n`
const wholeKinds: readonly Kind[] = ['text', 'bytes', 'list']
const waitless: readonly Kind[] = [...wholeKinds, 'iterable']

/** Cells that exist: a body that is there as a whole cannot fail late, and an iterable cannot wait. */
export function isPossible({ kind, moment }: Pick<Cell, 'kind' | 'moment'>): boolean {
  if (moment === 'fails after 20 ms') return !waitless.includes(kind)
  return moment !== 'fails after the first chunk' || !wholeKinds.includes(kind)
}

export function isWhole(kind: Kind): boolean {
  return wholeKinds.includes(kind)
}

/** What has to be seen: neither the form nor the middlewares make a difference. */
export function expectedOf(cell: Cell): Seen {
  const { kind, moment } = cell
  const closed = !(kind === 'async iterator without return' && moment === 'reader leaves')
  switch (moment) {
    case 'succeeds':
    case 'slow reader':
      return { outcome: 'completed', statusCode: 200, text: textOf(cell, chunksOf(moment)), late: [], closed }
    case 'fails at once':
      return { outcome: 'completed', statusCode: isWhole(kind) ? 500 : 503, late: [], closed }
    case 'reader leaves': {
      const late = ['stream.client_disconnected: the reader of the response is gone']
      return { outcome: 'late_error', statusCode: 200, late, closed }
    }
    default: {
      const late = [`app.internal: ${failureMessage}`]
      const end = kind === 'sse' ? errorEvent : ''
      const text = textOf(cell, ['one ']) + end
      return { outcome: 'late_error', statusCode: 200, text, late, closed }
    }
  }
}

/**
 * As {@link expectedOf}, on the runtime client. Its sockets take megabytes, so that a whole body may have
 * been sent before its reader leaves. Then there is no late error.
 */
export function expectedOnRuntime(cell: Cell, seen: Seen): Seen {
  const hasLeft = isWhole(cell.kind) && cell.moment === 'reader leaves' && seen.late.length === 0
  return { ...expectedOf(cell), ...(hasLeft && { late: [] }) }
}

/** The chunks of a body that does not fail. */
export function chunksOf(moment: Moment): readonly string[] {
  if (moment === 'slow reader') return Array.from({ length: 8 }, (_, index) => noise(32_768, index))
  return moment === 'reader leaves' ? [noise(1_000_000, 0)] : ['one ', 'two']
}

/** Text that does not compress well, the same for the same seed. */
export function noise(length: number, seed: number): string {
  let state = seed + 1
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    bytes[index] = 97 + ((state >>> 16) % 26)
  }
  return Buffer.from(bytes).toString()
}

function textOf({ kind, chain }: Cell, chunks: readonly string[]): string {
  if (kind === 'sse') return chunks.map((chunk) => `data: ${chunk}\n\n`).join('')
  const text = chunks.join('')
  if (chain !== 'serializer') return text
  if (kind === 'list') return JSON.stringify(chunks)
  return kind === 'text' ? JSON.stringify(text) : text
}
