import type { Context } from 'aws-lambda'
import { FakeDynamoDB } from './fake-dynamodb/index.ts'
import { invoke, type OutcomeOf } from './invokers/invoke.ts'
import { type LambdaContextOptions, lambdaContext } from './lambda-context.ts'
import { ManualClock } from './manual-clock.ts'
import { ManualIdGenerator } from './manual-id-generator.ts'

/** A function as Lambda calls it; a Middy chain is one. */
export type LambdaHandler<TEvent = never> = (event: TEvent, context: Context) => unknown

/** What a test needs around the function under test. Nothing in it touches the network or real time. */
export interface TestEnv {
  readonly clock: ManualClock
  readonly ids: ManualIdGenerator
  /** A strict DynamoDB in memory, on the manual clock. */
  readonly dynamodb: FakeDynamoDB
  /** A complete Lambda context with its deadline on the manual clock. */
  context(options?: LambdaContextOptions): Context
  /**
   * Invokes `handler` with an event of any trigger and reads what it returned as that trigger does: an HTTP response as the
   * client sees it, for batches what failed.
   */
  invoke<TEvent>(
    handler: (event: TEvent, context: never) => unknown,
    event: TEvent,
  ): Promise<OutcomeOf<TEvent>>
}

export interface TestEnvOptions {
  /** @defaultValue 2026-01-01T00:00:00Z */
  readonly now?: Date | string | number | undefined
}

export function createTestEnv({ now }: TestEnvOptions = {}): TestEnv {
  const clock = new ManualClock(now)
  const ids = new ManualIdGenerator()
  const context = (options?: LambdaContextOptions): Context => lambdaContext({ clock, ids }, options)
  return {
    clock,
    ids,
    dynamodb: new FakeDynamoDB({ clock }),
    context,
    invoke: (handler, event) => invoke(handler, event, context()),
  }
}
