import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { argv, exit, stderr } from 'node:process'
import { readCapabilities } from './contract/capability.ts'
import { type Digests, digestsOf, unversionedChanges } from './contract/digests.ts'
import { fixtureFiles, fixturesFolder, readFixtures } from './contract/fixture.ts'
import { recordedDigests } from './contract/recorded.ts'

// Records what the fixtures expect. What changed, or is gone, needs a new version of its capability in
// capabilities.json; a capability that goes needs to be named: --retire <id>.
const file = resolve(fixturesFolder, 'digests.json')
const retired = argv.flatMap((argument, i) => (argv[i - 1] === '--retire' ? [argument] : []))
const recorded = existsSync(file) ? (readFixtures('digests.json') as Digests) : {}
const kept = Object.fromEntries(Object.entries(recorded).filter(([id]) => !retired.includes(id)))
const fixtures = fixtureFiles().map(({ fixture }) => fixture)
const now = { ...digestsOf(readCapabilities(), fixtures), ...recordedDigests() }
const problems = unversionedChanges(kept, now)
if (problems.length > 0) {
  stderr.write(`${problems.join('\n')}\n`)
  exit(1)
}
writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`)
