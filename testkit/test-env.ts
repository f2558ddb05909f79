import type { Context } from 'aws-lambda'
import { checkOptions } from '../services/options/check-options.ts'
import { aTime } from './events/event-time.ts'
import { FakeDynamoDB } from './fake-dynamodb/index.ts'
import { invoke, type OutcomeOf } from './invokers/invoke.ts'
import { invokeStreaming, type LambdaStreamingHandler } from './invokers/invoke-streaming.ts'
import { callHandler, type LambdaHandler } from './invokers/lambda-handler.ts'
import { triggerOf } from './invokers/trigger.ts'
import { type LambdaContextOptions, lambdaContext, lambdaContextRules } from './lambda-context.ts'
import { ManualClock } from './manual-clock.ts'
import { ManualIdGenerator } from './manual-id-generator.ts'
import { type WebSocketOutcome, webSocketOutcome } from './outcomes/websocket-outcome.ts'
import { type InvokeStreamingOptions, invokeStreamingRules } from './streaming/stream-recorder.ts'
import type { StreamedOutcome } from './streaming/streamed-outcome.ts'
import { FakeWebSocketManagement } from './websocket/fake-websocket-management.ts'

/** The environment of a function under test. It uses no network and no real time. */
export interface TestEnv {
  /** The time of everything in this environment. Only the test moves it. */
  readonly clock: ManualClock
  /** The request IDs of contexts, and IDs for code under test that takes an `IdGenerator`. */
  readonly ids: ManualIdGenerator
  /** A strict DynamoDB in memory, on the manual clock. */
  readonly dynamodb: FakeDynamoDB
  /** Connections of a WebSocket API in memory, on the manual clock. */
  readonly webSocket: FakeWebSocketManagement
  /** A complete Lambda context with its deadline on the manual clock. */
  context(options?: LambdaContextOptions): Context
  /**
   * Invokes `handler` with an event of any trigger, and reads its result as that trigger does. The outcome is
   * an HTTP response as the client sees it, or the failed records of a batch. For an event of a WebSocket API
   * it is the calls to the connections.
   */
  invoke: Invoke
  /**
   * Invokes `handler` with all events at once, as Lambda Managed Instances do, and waits for all.
   * Rejects with the first failure, in the order of the events.
   */
  invokeMany: InvokeMany
  /**
   * Invokes `handler` with an event of a WebSocket API. A connection exists on `webSocket` after its
   * `$connect` was accepted, until its `$disconnect`.
   */
  invokeWebSocket: InvokeWebSocket
  /**
   * Invokes a streaming handler on a stream with the rules of Lambda's runtime. A handler that does not end
   * its stream is stopped when the manual clock reaches the deadline.
   */
  invokeStreaming: InvokeStreaming
}

// Each has a second signature, for a function whose middlewares change the event, such as a body parser. The
// function has a type parameter, so that a chain which is written as the argument keeps its own types.

/** The type of `TestEnv.invoke`. The outcome follows from the type of the event. */
export interface Invoke {
  /** Invokes a function that takes the event as the trigger sends it. */
  <TEvent, THandler extends LambdaHandler<NoInfer<TEvent>>>(
    handler: THandler,
    event: TEvent,
  ): Promise<OutcomeOf<TEvent>>
  /** Invokes a function whose middlewares change the event, such as a body parser. */
  <TEvent, THandler extends LambdaHandler>(handler: THandler, event: TEvent): Promise<OutcomeOf<TEvent>>
}

/** The type of `TestEnv.invokeMany`. Outcome `i` belongs to event `i`. */
export interface InvokeMany {
  /** Invokes a function that takes the events as the trigger sends them. */
  <TEvent, THandler extends LambdaHandler<NoInfer<TEvent>>>(
    handler: THandler,
    events: readonly TEvent[],
  ): Promise<OutcomeOf<TEvent>[]>
  /** Invokes a function whose middlewares change the event, such as a body parser. */
  <TEvent, THandler extends LambdaHandler>(
    handler: THandler,
    events: readonly TEvent[],
  ): Promise<OutcomeOf<TEvent>[]>
}

/** The type of `TestEnv.invokeWebSocket`. */
export interface InvokeWebSocket {
  /** Invokes a function that takes the event as API Gateway sends it. */
  <TEvent, THandler extends LambdaHandler<NoInfer<TEvent>>>(
    handler: THandler,
    event: TEvent,
  ): Promise<WebSocketOutcome>
  /** Invokes a function whose middlewares change the event, such as a body parser. */
  <THandler extends LambdaHandler>(handler: THandler, event: unknown): Promise<WebSocketOutcome>
}

/** The type of `TestEnv.invokeStreaming`. */
export interface InvokeStreaming {
  /** Invokes a function that takes the event as the trigger sends it. */
  <TEvent, THandler extends LambdaStreamingHandler<TEvent>>(
    handler: THandler,
    event: TEvent,
    options?: InvokeStreamingOptions & LambdaContextOptions,
  ): Promise<StreamedOutcome>
  /** Invokes a function whose middlewares change the event, such as a body parser. */
  <THandler extends LambdaStreamingHandler>(
    handler: THandler,
    event: unknown,
    options?: InvokeStreamingOptions & LambdaContextOptions,
  ): Promise<StreamedOutcome>
}

/** The options of {@link createTestEnv}. */
export interface TestEnvOptions {
  /** The time at which the manual clock starts. @defaultValue 2026-01-01T00:00:00Z */
  readonly now?: Date | string | number | undefined
}

/**
 * Creates the environment of a test: clock, IDs, DynamoDB, WebSocket connections, and invocations.
 *
 * @example
 * ```ts
 * const { invoke } = createTestEnv()
 * const handler = async () => ({ statusCode: 200, body: 'placed' })
 * const { statusCode } = await invoke(handler, buildHttpApiV2Event({ path: '/orders' }))
 * ```
 *
 * @throws TypeError that names the option
 */
export function createTestEnv(options: TestEnvOptions = {}): TestEnv {
  checkOptions('createTestEnv', options, { now: aTime })
  const { now } = options
  const clock = new ManualClock(now)
  const ids = new ManualIdGenerator()
  const context = (options?: LambdaContextOptions): Context => lambdaContext({ clock, ids }, options)
  const webSocket = new FakeWebSocketManagement({ clock })
  const invokeWebSocket = (handler: LambdaHandler, event: unknown) =>
    webSocketOutcome(webSocket, event, () => callHandler(handler, event, context()))
  const invokeOne = <TEvent>(handler: LambdaHandler, event: TEvent): Promise<OutcomeOf<TEvent>> =>
    triggerOf(event) === 'websocket'
      ? (invokeWebSocket(handler, event) as Promise<OutcomeOf<TEvent>>)
      : invoke<TEvent>(handler as LambdaHandler<TEvent>, event, context())
  return {
    clock,
    ids,
    webSocket,
    dynamodb: new FakeDynamoDB({ clock }),
    context,
    invoke: invokeOne,
    async invokeMany<TEvent>(handler: LambdaHandler, events: readonly TEvent[]) {
      const settled = await Promise.allSettled(events.map((event) => invokeOne(handler, event)))
      return settled.map((result) => {
        if (result.status === 'rejected') throw result.reason
        return result.value
      })
    },
    invokeWebSocket,
    invokeStreaming(
      handler: LambdaStreamingHandler,
      event: unknown,
      options: InvokeStreamingOptions & LambdaContextOptions = {},
    ) {
      checkOptions('invokeStreaming', options, { ...invokeStreamingRules, ...lambdaContextRules })
      const { leaveAfterBytes, onChunk, ...ofContext } = options
      const reader = { leaveAfterBytes, onChunk }
      return invokeStreaming(handler, event, { context: context(ofContext), clock }, reader)
    },
  }
}
