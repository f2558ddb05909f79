import { markStreaming } from '../../streaming/lambda-stream.ts'
import type { FixtureCase, Form } from './fixture-case.ts'
import { type FixtureFunction, fixtureFunction } from './fixture-function.ts'

/** An event for the function below: which case, in which form, and the event of the case itself. */
export interface RicEvent {
  readonly case: FixtureCase
  readonly form: Form
  readonly event: unknown
}

const functions = new Map<string, FixtureFunction>()

/** Every case in one process: runs on the real runtime client, and sends back what it observed. */
export const handler: unknown = markStreaming(
  async (
    { case: { id, given }, form, event }: RicEvent,
    stream: unknown,
    context: unknown,
  ): Promise<void> => {
    const key = `${id} ${form}`
    const fixture = functions.get(key) ?? fixtureFunction(given, form, undefined)
    functions.set(key, fixture)
    try {
      await fixture.handler(event, stream, context)
    } finally {
      await new Promise(setImmediate)
      process.send?.(fixture.observed())
    }
  },
)
