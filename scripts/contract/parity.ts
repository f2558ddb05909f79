import { matchesGlob } from 'node:path'
import type { Capability } from './capability.ts'
import type { Divergence } from './divergence.ts'

/** What the page is made of. */
export interface ParitySources {
  readonly capabilities: readonly Capability[]
  readonly divergences: readonly Divergence[]
  /** IDs of every case that AppTheory's own code was recorded in: `apptheory/<file>/<case>`. */
  readonly recorded: readonly string[]
  /** The version of AppTheory that was recorded. */
  readonly appTheory: string
}

/** The page `docs/parity.md`. */
export function parityPage({ capabilities, divergences, recorded, appTheory }: ParitySources): string {
  const areas = [...new Set(capabilities.map(({ area }) => area))]
  const inOrder = areas.flatMap((area) => capabilities.filter((capability) => capability.area === area))
  return `# Compared with AppTheory

Lists what this package has in common with AppTheory, and each difference with its reason.
[AppTheory](https://github.com/theory-cloud/AppTheory) is a framework for Lambda functions in Go,
TypeScript and Python. To move a service, see [migration](migration.md#migrating-from-apptheory).

- AppTheory ${appTheory} was run, and its output was recorded: ${recorded.length} cases.
- Tests run each case on this package. A case has the same result, or a difference that this page
  lists.
- \`npm run fixtures -- --family apptheory\` counts both.
- \`npm run docs:parity\` generates this page from the fixtures.

## Capabilities

- *in AppTheory*: path in AppTheory's repository; \`-\` if AppTheory does not have the capability.
- *cases*: recorded cases of the capability, and how many of them have the same result.

| capability | version | in AppTheory | exports | cases | differences |
|---|---|---|---|---|---|
${inOrder.map((capability) => row(capability, divergences, recorded)).join('\n')}

## Differences by code

| code | AppTheory | here | reason | cases |
|---|---|---|---|---|
${divergences.map((divergence) => divergenceRow(divergence, recorded)).join('\n')}
`
}

/** The recorded cases that a capability is about. */
export function casesOf(
  { recorded: globs = [] }: Pick<Capability, 'recorded'>,
  recorded: readonly string[],
): readonly string[] {
  return recorded.filter((id) => globs.some((glob) => matchesGlob(id, `apptheory/${glob}`)))
}

function row(
  capability: Capability,
  divergences: readonly Divergence[],
  recorded: readonly string[],
): string {
  const { id, summary, version, go, exports } = capability
  const names = [...new Set(exports.map(({ name }) => `\`${name}\``))].join(', ')
  const cases = casesOf(capability, recorded)
  const holding = cases.filter((one) => !divergences.some((divergence) => isCaseOf(one, divergence)))
  return cells([
    `**${id}**: ${summary}`,
    version,
    go === null ? '-' : `\`${go}\``,
    names,
    cases.length === 0 ? '-' : `${holding.length} of ${cases.length} equal`,
    differencesOf(capability, divergences, cases),
  ])
}

function differencesOf(
  { go, divergence = [] }: Capability,
  divergences: readonly Divergence[],
  cases: readonly string[],
): string {
  const shown = divergences.filter((one) => cases.some((id) => isCaseOf(id, one)))
  const differences = [
    ...divergence.map(({ go: there, here, why }) => `AppTheory: ${there}. Here: ${here}. Reason: ${why}.`),
    ...(shown.length > 0 ? [shown.map(({ code }) => `\`${code}\``).join(', ')] : []),
  ]
  if (differences.length > 0) return differences.join('<br>')
  if (go === null) return 'not in AppTheory'
  return cases.length > 0 ? 'none' : 'no recorded cases'
}

function divergenceRow(divergence: Divergence, recorded: readonly string[]): string {
  const { code, appTheory, here, why } = divergence
  const count = recorded.filter((id) => isCaseOf(id, divergence)).length
  return cells([`\`${code}\``, appTheory, here, why, String(count)])
}

function isCaseOf(id: string, { cases }: Divergence): boolean {
  return cases.some((glob) => matchesGlob(id, glob))
}

function cells(values: readonly string[]): string {
  return `| ${values.map((value) => value.replaceAll('|', '\\|')).join(' | ')} |`
}
