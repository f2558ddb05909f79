import type { Context } from 'aws-lambda'
import type { HandlerPhase } from './chain/handler-phase.ts'
import { isMiddyChain, phasedChain } from './chain/middy-chain.ts'
import { type LambdaResponseStream, markStreaming } from './lambda-stream.ts'
import { resolveStreamOptions, type StreamOptions } from './stream-options.ts'
import { streamResponse } from './stream-response.ts'
import type { StreamedResult } from './streamed-response.ts'

/** A handler as Lambda calls it when it streams. */
export type StreamingHandler<TEvent = unknown> = (
  event: TEvent,
  responseStream: LambdaResponseStream,
  context: Context,
) => Promise<void>

/** A function that returns what is to be streamed; a `Handler` of `@types/aws-lambda` is one. */
export type StreamableHandler<TEvent, TContext> = (
  event: TEvent,
  context: TContext,
  ...callback: never[]
  // biome-ignore lint/suspicious/noConfusingVoidType: as `Handler` has it
) => StreamedResult | void | Promise<StreamedResult | void>

/** A Middy chain. Its middlewares decide what it returns, so that the type of its handler does not matter. */
export interface StreamableChain<TEvent, TContext> {
  /** Runs the chain for one invocation. */
  (event: TEvent, context: TContext, ...callback: never[]): unknown
  /** Adds a middleware. Its presence tells a chain from a plain function. */
  readonly use: unknown
}

/**
 * Makes a handler, or a Middy chain, answer through Lambda response streaming.
 *
 * The function that it returns has to be the one that the module exports: Lambda looks for a mark on it.
 * Outside Lambda it is not marked; `invokeStreaming` of the testkit calls it either way.
 *
 * @example
 * ```ts
 * export const handler = streamifyResponse(async () => ({
 *   statusCode: 200,
 *   headers: { 'content-type': 'text/plain; charset=utf-8' },
 *   body: countdown(),
 * }))
 *
 * async function* countdown() {
 *   yield 'three, '
 *   yield 'two, '
 *   yield 'one'
 * }
 * ```
 *
 * @throws TypeError that names the option
 */
export function streamifyResponse<TEvent = unknown, TContext extends Context = Context>(
  handler: StreamableHandler<TEvent, TContext> | StreamableChain<TEvent, TContext>,
  options?: StreamOptions,
): StreamingHandler<TEvent> {
  if (typeof handler !== 'function') {
    throw new TypeError('streamifyResponse: pass a handler function or a Middy chain')
  }
  const resolved = resolveStreamOptions('streamifyResponse', options)
  const inChain = isMiddyChain(handler) ? phasedChain(handler) : undefined
  const streamified: StreamingHandler<TEvent> = (event, stream, context) => {
    const respond = (phase: HandlerPhase): unknown =>
      inChain ? inChain(event, context, phase) : handler(event, context as TContext)
    return streamResponse({ event, context, stream, respond }, resolved)
  }
  return markStreaming(streamified)
}
