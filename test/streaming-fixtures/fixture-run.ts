import type { LambdaRuntime } from '../../testkit/gateway/index.ts'
import { buildFunctionUrlEvent, createTestEnv, type StreamedOutcome } from '../../testkit/index.ts'
import type { ExpectedInvocation, FixtureCase, Form, Step } from './fixture-case.ts'
import { fixtureFunction, type Observations } from './fixture-function.ts'
import { bytesOf } from './fixture-values.ts'
import type { RicEvent } from './ric-function.ts'

/** What a case says of an invocation, complete. */
export interface Result {
  readonly outcome: string
  readonly statusCode: number
  readonly headers: unknown
  readonly multiValueHeaders: unknown
  readonly cookies: unknown
  readonly body: string
  readonly streamErrorCode: string | undefined
  readonly errorType: string | undefined
  readonly lateErrors: unknown
  readonly lateMutations: unknown
  readonly trace: readonly string[] | undefined
  readonly released: readonly string[] | undefined
}

/** Runs a case on the captured stream. */
export async function runInProcess({ given, steps }: FixtureCase, form: Form): Promise<readonly Result[]> {
  const env = createTestEnv({ now: given.clock })
  const fixture = fixtureFunction(given, form, env.clock)
  const results: Result[] = []
  for (const step of steps) {
    const { timeoutMs, leaveAfterBytes } = step
    const running = env.invokeStreaming(fixture.handler as never, eventOf(step), {
      timeoutMs,
      leaveAfterBytes,
    })
    if (step.advanceMs !== undefined) {
      await turns(20)
      await env.clock.advanceAsync(step.advanceMs)
    }
    const outcome = await running
    await new Promise(setImmediate)
    results.push(resultOf(outcome, fixture.observed()))
  }
  return results
}

/** Lets a body get as far as it gets without time. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

/** Runs a case on the real runtime client. */
export async function runOnRuntime(
  fixture: FixtureCase,
  form: Form,
  { runtime, observed }: { readonly runtime: LambdaRuntime; readonly observed: () => Promise<Observations> },
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const step of fixture.steps) {
    const { timeoutMs, leaveAfterBytes } = step
    const event: RicEvent = { case: fixture, form, event: eventOf(step) }
    const outcome = await runtime.invokeStreaming(event, { timeoutMs, leaveAfterBytes })
    results.push(resultOf(outcome, await observed()))
  }
  return results
}

/** What a case expects, with everything that it leaves out, and only what it gives of hooks and releases. */
export function expectedResult(expected: ExpectedInvocation): Result {
  return {
    outcome: expected.outcome,
    statusCode: expected.statusCode,
    headers: expected.headers ?? {},
    multiValueHeaders: expected.multiValueHeaders ?? {},
    cookies: expected.cookies ?? [],
    body: bytesOf(expected.body ?? []).toString('base64'),
    streamErrorCode: expected.streamErrorCode,
    errorType: expected.errorType,
    lateErrors: expected.lateErrors ?? [],
    lateMutations: expected.lateMutations ?? [],
    trace: expected.trace,
    released: expected.released,
  }
}

/** The result without what a case does not speak of. */
export function comparable(result: Result, { trace, released }: ExpectedInvocation): Result {
  return { ...result, trace: trace && result.trace, released: released && result.released }
}

function resultOf(outcome: StreamedOutcome, observations: Observations): Result {
  const { statusCode, headers, multiValueHeaders, cookies, body, streamErrorCode } = outcome
  return {
    outcome: outcome.outcome,
    statusCode,
    headers,
    multiValueHeaders,
    cookies,
    body: Buffer.from(body).toString('base64'),
    streamErrorCode,
    errorType: outcome.trailers['lambda-runtime-function-error-type'],
    ...observations,
  }
}

function eventOf({ invoke: { trigger, method } }: Step): never {
  if (trigger === 'function-url') return buildFunctionUrlEvent({ method }) as never
  const requestContext = { resourcePath: '/', httpMethod: method, identity: { sourceIp: '203.0.113.7' } }
  return {
    resource: '/',
    path: '/',
    httpMethod: method,
    headers: {},
    multiValueHeaders: {},
    requestContext,
  } as never
}
