import assert from 'node:assert/strict'
import { createTestEnv, MalformedResponseError } from '../../testkit/index.ts'
import { build } from './build-event.ts'
import type { FixtureCase, FixtureStep } from './fixture-case.ts'

/** Runs a case, and asserts what it expects: events and outcomes of batches to the last member. */
export async function runCase({ steps, expect }: FixtureCase): Promise<void> {
  assert.equal(steps.length, expect.results.length, 'one expected result for each step')
  for (const [i, step] of steps.entries())
    assert.deepEqual(await resultOf(step), expect.results[i], `result ${i}`)
}

async function resultOf(step: FixtureStep): Promise<unknown> {
  if ('build' in step) return build(step.build.trigger, step.build.input)
  const { trigger, input, returns } = step.invoke
  const event = build(trigger, input)
  try {
    const outcome: object = await createTestEnv().invoke(() => returns, event)
    return Object.fromEntries(
      Object.entries(outcome).filter(([name]) => name !== 'rawBody' && name !== 'json'),
    )
  } catch (error) {
    if (error instanceof MalformedResponseError) return { error: 'malformed-response' }
    throw error
  }
}
