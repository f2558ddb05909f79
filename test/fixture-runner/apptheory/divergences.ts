import assert from 'node:assert/strict'
import { matchesGlob } from 'node:path'
import { type Divergence, readDivergences } from '../../../scripts/contract/divergence.ts'
import { differences, matches } from './differences.ts'
import type { Observation } from './recorded-case.ts'

/** A case, on one adapter. */
interface RunCase {
  readonly id: string
  readonly adapter: string
}

/**
 * The codes of the documented divergences that account for every difference; none where there is no
 * difference. Throws where a difference is not documented, and where a divergence is documented that is not
 * there.
 */
export function divergingCodes(
  { id, adapter }: RunCase,
  { actual, expected }: Observation,
  divergences: readonly Divergence[] = readDivergences(),
): readonly string[] {
  const documented = divergences.filter(
    ({ cases, adapters }) =>
      cases.some((glob) => matchesGlob(id, glob)) &&
      (adapters?.some((part) => adapter.includes(part)) ?? true),
  )
  const different = differences(actual, expected)
  const unexplained = different.filter((path) => !documented.some((divergence) => explains(divergence, path)))
  if (unexplained.length > 0) {
    assert.deepEqual(actual, expected, `differs from AppTheory at ${unexplained.join(', ')}`)
    assert.fail(`differs from AppTheory at ${unexplained.join(', ')}`)
  }
  const absent = documented.filter((divergence) => !different.some((path) => explains(divergence, path)))
  const codes = absent.map(({ code }) => code).join(', ')
  assert.equal(codes, '', `divergences.json says that it differs by ${codes}, and it does not`)
  return documented.map(({ code }) => code)
}

function explains({ differs }: Divergence, path: string): boolean {
  return differs.some((pattern) => matches(path, pattern))
}
