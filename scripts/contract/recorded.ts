import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { readCapabilities } from './capability.ts'
import { type Digests, digest } from './digests.ts'
import { readDivergences } from './divergence.ts'
import { fixturesFolder, readFixtures } from './fixture.ts'
import type { ParitySources } from './parity.ts'

/**
 * Counts recordings: one more when `fixtures/apptheory` is replaced by what another version of AppTheory did.
 */
const RECORDING = '1'

/** What AppTheory's own code wrote and answered, in one file of `fixtures/apptheory`. */
export interface RecordedFile {
  /** Without its ending. */
  readonly name: string
  readonly cases: readonly { readonly id: string; readonly appTheory: string }[]
}

export function recordedFiles(): readonly RecordedFile[] {
  return globSync('apptheory/*.json', { cwd: fixturesFolder })
    .sort()
    .map((file) => ({ name: basename(file, '.json'), cases: readFixtures(file) as RecordedFile['cases'] }))
}

/** The digest of every file, as if it were a case: nobody changes what was recorded. */
export function recordedDigests(): Digests {
  const cases = recordedFiles().map(({ name, cases }) => [`apptheory/${name}`, digest(cases)])
  return { apptheory: { version: RECORDING, cases: Object.fromEntries(cases) } }
}

/** The sources of `docs/parity.md`. */
export function paritySources(): ParitySources {
  const files = recordedFiles()
  return {
    capabilities: readCapabilities(),
    divergences: readDivergences(),
    recorded: files.flatMap(({ name, cases }) => cases.map(({ id }) => `apptheory/${name}/${id}`)),
    appTheory: [...new Set(files.flatMap(({ cases }) => cases.map(({ appTheory }) => appTheory)))].join(', '),
  }
}
