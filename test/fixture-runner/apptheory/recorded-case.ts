import { readFixtures } from '../../../scripts/contract/fixture.ts'

/** A case of a file of `fixtures/apptheory`: what AppTheory's own code wrote and answered. */
export interface RecordedCase<TGiven = unknown, TExpect = unknown> {
  readonly id: string
  /** Whose code was run. */
  readonly source: 'go' | 'ts' | 'py'
  /** The version of AppTheory. */
  readonly appTheory: string
  readonly given: TGiven
  readonly expect: TExpect
}

export function recordedCases<TCase extends RecordedCase>(file: string): readonly TCase[] {
  return readFixtures(`apptheory/${file}.json`) as readonly TCase[]
}

/** What an adapter did, beside what AppTheory did, in one form. */
export interface Observation {
  readonly actual: unknown
  readonly expected: unknown
}
