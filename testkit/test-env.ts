import type { Context } from 'aws-lambda'
import { checkOptions } from '../services/options/check-options.ts'
import { aTime } from './events/event-time.ts'
import { FakeDynamoDB } from './fake-dynamodb/index.ts'
import { copyOfEvent } from './invokers/copy-of-event.ts'
import { invoke, type OutcomeOf } from './invokers/invoke.ts'
import { invokeStreaming, type LambdaStreamingHandler } from './invokers/invoke-streaming.ts'
import { triggerOf } from './invokers/trigger.ts'
import { type LambdaContextOptions, lambdaContext, lambdaContextRules } from './lambda-context.ts'
import { ManualClock } from './manual-clock.ts'
import { ManualIdGenerator } from './manual-id-generator.ts'
import { type WebSocketOutcome, webSocketOutcome } from './outcomes/websocket-outcome.ts'
import { type InvokeStreamingOptions, invokeStreamingRules } from './streaming/stream-recorder.ts'
import type { StreamedOutcome } from './streaming/streamed-outcome.ts'
import { FakeWebSocketManagement } from './websocket/fake-websocket-management.ts'

/** A function as Lambda calls it; a Middy chain is one. */
export type LambdaHandler<TEvent = never> = (event: TEvent, context: Context) => unknown

/** What a test needs around the function under test. Nothing in it touches the network or real time. */
export interface TestEnv {
  readonly clock: ManualClock
  readonly ids: ManualIdGenerator
  /** A strict DynamoDB in memory, on the manual clock. */
  readonly dynamodb: FakeDynamoDB
  /** Connections of a WebSocket API in memory, on the manual clock. */
  readonly webSocket: FakeWebSocketManagement
  /** A complete Lambda context with its deadline on the manual clock. */
  context(options?: LambdaContextOptions): Context
  /**
   * Invokes `handler` with an event of any trigger and reads what it returned as that trigger does: an HTTP
   * response as the client sees it, for batches what failed, for a WebSocket API what was asked of its
   * connections.
   */
  invoke<TEvent>(
    handler: (event: TEvent, context: never) => unknown,
    event: TEvent,
  ): Promise<OutcomeOf<TEvent>>
  /**
   * Invokes `handler` with each event at once, as one environment of Lambda does that takes invocations side
   * by side, and waits for all. Rejects with the first failure, in the order of the events.
   */
  invokeMany<TEvent>(
    handler: (event: TEvent, context: never) => unknown,
    events: readonly TEvent[],
  ): Promise<OutcomeOf<TEvent>[]>
  /**
   * Invokes `handler` with an event of a WebSocket API. A connection exists on `webSocket` from when its
   * `$connect` was accepted until its `$disconnect` comes.
   */
  invokeWebSocket<TEvent>(
    handler: (event: TEvent, context: never) => unknown,
    event: TEvent,
  ): Promise<WebSocketOutcome>
  /**
   * Invokes a streaming handler on a stream with the rules of Lambda's runtime. A handler that does not end
   * its stream is given up when the manual clock reaches the deadline.
   */
  invokeStreaming<TEvent>(
    handler: LambdaStreamingHandler<TEvent>,
    event: TEvent,
    options?: InvokeStreamingOptions & LambdaContextOptions,
  ): Promise<StreamedOutcome>
}

export interface TestEnvOptions {
  /** @defaultValue 2026-01-01T00:00:00Z */
  readonly now?: Date | string | number | undefined
}

export function createTestEnv(options: TestEnvOptions = {}): TestEnv {
  checkOptions('createTestEnv', options, { now: aTime })
  const { now } = options
  const clock = new ManualClock(now)
  const ids = new ManualIdGenerator()
  const context = (options?: LambdaContextOptions): Context => lambdaContext({ clock, ids }, options)
  const webSocket = new FakeWebSocketManagement({ clock })
  const invokeWebSocket: TestEnv['invokeWebSocket'] = (handler, event) =>
    webSocketOutcome(webSocket, event, () => handler(copyOfEvent(event), context() as never))
  const invokeOne: TestEnv['invoke'] = <TEvent>(
    handler: (event: TEvent, context: never) => unknown,
    event: TEvent,
  ) =>
    triggerOf(event) === 'websocket'
      ? (invokeWebSocket(handler, event) as Promise<OutcomeOf<TEvent>>)
      : invoke(handler, event, context())
  return {
    clock,
    ids,
    webSocket,
    dynamodb: new FakeDynamoDB({ clock }),
    context,
    invoke: invokeOne,
    async invokeMany(handler, events) {
      const settled = await Promise.allSettled(events.map((event) => invokeOne(handler, event)))
      return settled.map((result) => {
        if (result.status === 'rejected') throw result.reason
        return result.value
      })
    },
    invokeWebSocket,
    invokeStreaming(handler, event, options = {}) {
      checkOptions('invokeStreaming', options, { ...invokeStreamingRules, ...lambdaContextRules })
      const { leaveAfterBytes, onChunk, ...ofContext } = options
      const reader = { leaveAfterBytes, onChunk }
      return invokeStreaming(handler, event, { context: context(ofContext), clock }, reader)
    },
  }
}
