import assert from 'node:assert/strict'
import { matchesGlob } from 'node:path'
import { type Divergence, readDivergences } from '../../../scripts/contract/divergence.ts'
import { differences, matches } from './differences.ts'
import type { Observation } from './recorded-case.ts'

const divergences = readDivergences()

/**
 * The codes of the documented divergences that account for every difference; none where there is no difference.
 * Throws where a difference is not documented, and where a divergence is documented for a case that does not differ so.
 */
export function divergingCodes(id: string, { actual, expected }: Observation): readonly string[] {
  const documented = divergences.filter(({ cases }) => cases.some((glob) => matchesGlob(id, glob)))
  const different = differences(actual, expected)
  const unexplained = different.filter((path) => !documented.some((divergence) => explains(divergence, path)))
  if (unexplained.length > 0) {
    assert.deepEqual(actual, expected, `differs from AppTheory at ${unexplained.join(', ')}`)
    assert.fail(`differs from AppTheory at ${unexplained.join(', ')}`)
  }
  const idle = documented.filter((divergence) => !different.some((path) => explains(divergence, path)))
  assert.deepEqual(
    idle.map(({ code }) => code),
    [],
    'is listed in divergences.json, and does not differ so',
  )
  return documented.map(({ code }) => code)
}

function explains({ differs }: Divergence, path: string): boolean {
  return differs.some((pattern) => matches(path, pattern))
}
