import { readFixtures } from './fixture.ts'

/** An entry of `fixtures/divergences.json`: where this package knowingly does not do what AppTheory does. */
export interface Divergence {
  readonly code: string
  readonly appTheory: string
  readonly here: string
  readonly why: string
  /**
   * What is different in a case: paths, in which `*` stands for one name, and `**` at the end for all that
   * follow.
   */
  readonly differs: readonly string[]
  /** IDs of recorded cases, as globs: `apptheory/<file>/<case>`. */
  readonly cases: readonly string[]
  /** Parts of the names of the adapters that differ. @defaultValue all */
  readonly adapters?: readonly string[]
}

export function readDivergences(): readonly Divergence[] {
  return (readFixtures('divergences.json') as { divergences: readonly Divergence[] }).divergences
}
