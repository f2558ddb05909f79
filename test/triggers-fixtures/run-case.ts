import assert from 'node:assert/strict'
import { createTestEnv } from '../../testkit/index.ts'
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
  const env = createTestEnv()
  try {
    const {
      rawBody: _,
      json: __,
      ...outcome
    } = await env.invoke(() => returns, build(trigger, input) as object)
    return outcome
  } catch (error) {
    assert.ok(error instanceof TypeError, String(error))
    return { error: 'malformed-response' }
  }
}
