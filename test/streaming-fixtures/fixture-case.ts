import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { StreamOutcome } from '../../testkit/index.ts'

/** One file of `fixtures/streaming`, as `fixtures/streaming.schema.json` describes it. */
export interface FixtureCase {
  readonly id: string
  readonly capability: string
  readonly title: string
  readonly given: Given
  readonly steps: readonly Step[]
  readonly expect: { readonly invocations: readonly ExpectedInvocation[] }
}

export type Form = 'wrapper' | 'execution-mode'

export interface Given {
  readonly clock: string
  /** The case holds in each of them. */
  readonly forms: readonly Form[]
  readonly options?: {
    readonly commit?: 'first-chunk' | 'immediately'
    readonly lateError?: 'trailer' | 'end'
    readonly maxResponseBytes?: number
    readonly timeoutEarlyMs?: number
  }
  readonly errorResponse?: ResponseSpec | { readonly throws: ErrorSpec }
  readonly middlewares?: readonly MiddlewareSpec[]
  readonly handler: HandlerSpec
}

export interface Step {
  readonly invoke: { readonly trigger: 'function-url' | 'rest-api'; readonly method: string }
  readonly timeoutMs?: number
  readonly leaveAfterBytes?: number
  readonly advanceMs?: number
}

export type HandlerSpec =
  | { readonly throws: ErrorSpec }
  | { readonly returns: ResponseSpec }
  | { readonly returnsBody: BodySpec }
  | { readonly returnsValue: OddValue }
  | { readonly returnsEvents: EventsSpec }
  | { readonly returnsPage: BodySpec }

export interface ResponseSpec {
  readonly statusCode?: unknown
  readonly headers?: Readonly<Record<string, unknown>>
  readonly multiValueHeaders?: Readonly<Record<string, unknown>>
  readonly cookies?: unknown
  readonly isBase64Encoded?: boolean
  readonly body?: BodySpec
  readonly bodyValue?: OddValue
}

export interface EventsSpec {
  readonly events: readonly (Readonly<Record<string, unknown>> | { readonly error: ErrorSpec })[]
  readonly retryMs?: number
}

export interface BodySpec {
  readonly kind: 'text' | 'bytes' | 'iterable' | 'async-iterable' | 'node-stream' | 'web-stream'
  readonly parts: readonly PartSpec[]
  readonly onRelease?: 'throws' | 'rejects'
  readonly locked?: boolean
}

export type PartSpec =
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly utf16: readonly number[] }
  | { readonly repeat: { readonly text: string; readonly times: number } }
  | { readonly error: ErrorSpec }
  | { readonly mutate: ResponseSpec }
  | { readonly wait: 'forever' }
  | { readonly value: OddValue }

export type OddValue = 'number' | 'date' | 'function' | 'null' | 'object' | 'throwing-getters' | 'symbol'

export interface ErrorSpec {
  readonly name?: string
  readonly message?: string
  readonly messageLength?: number
  readonly code?: string
  readonly statusCode?: number
  readonly expose?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** Something else than an error is thrown. */
  readonly instead?: OddValue
}

export type MiddlewareSpec =
  | { readonly kind: 'trace'; readonly name: string }
  | { readonly kind: 'throws'; readonly phase: 'before' | 'after'; readonly error: ErrorSpec }
  | { readonly kind: 'answers-errors'; readonly statusCode: number }
  | { readonly kind: 'sets-header'; readonly name: string; readonly value: string }
  | { readonly kind: 'replaces-body'; readonly text: string }
  | { readonly kind: 'rate-limit'; readonly limit: number; readonly windowMs: number }

export interface ExpectedInvocation {
  readonly outcome: StreamOutcome
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  readonly cookies?: readonly string[]
  readonly body?: readonly PartSpec[]
  readonly streamErrorCode?: string
  readonly errorType?: string
  readonly lateErrors?: readonly { readonly code: string; readonly chunks: number; readonly bytes: number }[]
  readonly lateMutations?: readonly { readonly field: string; readonly name?: string }[]
  /** Checked where given. */
  readonly trace?: readonly string[]
  readonly released?: readonly string[]
}

export function fixtureCases(): readonly FixtureCase[] {
  const folder = resolve(import.meta.dirname, '../../fixtures/streaming')
  return globSync('*.json', { cwd: folder })
    .sort()
    .map((file) => JSON.parse(readFileSync(resolve(folder, file), 'utf8')) as FixtureCase)
}
