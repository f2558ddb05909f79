import type { Context } from 'aws-lambda'

/** The part of the context of a durable execution that is used here. */
interface DurableContext {
  step<TResult>(
    name: string,
    action: () => Promise<TResult>,
    config: {
      readonly retryStrategy: () => { readonly shouldRetry: false }
      readonly serdes: typeof serdes
    },
  ): Promise<TResult>
}

// What Middy's `isExecutionModeDurable` looks at. An import of it would load all of `@middy/util`.
const durableBrand = Symbol.for('@aws/durable-execution-sdk-js/durable-context')

/**
 * Runs `action`. In a durable execution it runs in a step: each replay of the execution gets the result of
 * the first run. The middlewares before the handler must then be the same in each replay.
 * @param name of the step
 */
export function oncePerExecution<TResult>(
  context: Context,
  name: string,
  action: () => Promise<TResult>,
): Promise<TResult> {
  // Not async: `bench/rate-limiter.ts` shows what one more promise on this path costs.
  return isDurable(context) ? inStep(context, name, action) : action()
}

function isDurable(context: Context & { readonly [durableBrand]?: unknown }): boolean {
  return context?.[durableBrand] === true
}

async function inStep<TResult>(
  context: Context,
  name: string,
  action: () => Promise<TResult>,
): Promise<TResult> {
  let failure: { readonly error: unknown } | undefined
  const recording = async (): Promise<TResult> => {
    try {
      return await action()
    } catch (error) {
      failure = { error }
      throw error
    }
  }
  const durable = context as unknown as DurableContext
  try {
    return await durable.step(name, recording, { retryStrategy: () => ({ shouldRetry: false }), serdes })
  } catch (stepError) {
    // A step that fails rejects with an error of its own: the reason is in `failure` unless this is a replay.
    throw failure ? failure.error : stepError
  }
}

/** JSON, with dates that are dates again. */
const serdes = {
  serialize: async (value: unknown): Promise<string | undefined> => JSON.stringify(value, writeDate),
  deserialize: async <TResult>(text: string | undefined): Promise<TResult | undefined> =>
    text === undefined ? undefined : JSON.parse(text, readDate),
}

function writeDate(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const original = this[key]
  return original instanceof Date ? { $date: original.getTime() } : value
}

function readDate(_key: string, value: unknown): unknown {
  const { $date } = (value ?? {}) as { readonly $date?: number }
  return $date === undefined ? value : new Date($date)
}
