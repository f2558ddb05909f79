import type { Capability } from './capability.ts'

/** The page `docs/parity.md`. */
export function parityPage(capabilities: readonly Capability[]): string {
  const areas = [...new Set(capabilities.map(({ area }) => area))]
  return `# AppTheory in Go, and here

\`npm run docs:parity\` generates this page from \`fixtures/capabilities.json\`. Tests compare that file
with the code and with the fixtures. The source of truth is
[AppTheory](https://github.com/theory-cloud/AppTheory) in Go. A path in the table is a path of its
repository, and \`-\` means that AppTheory does not have the capability. Each difference is intended.

| capability | version | in Go | here | what is different |
|---|---|---|---|---|
${areas.flatMap((area) => capabilities.filter((capability) => capability.area === area).map(row)).join('\n')}
`
}

function row({ id, summary, version, go, exports, divergence = [] }: Capability): string {
  const names = [...new Set(exports.map(({ name }) => `\`${name}\``))].join(', ')
  const differences = divergence.map(
    ({ go: there, here, why }) => `Go: ${there}. Here: ${here}, because ${why}.`,
  )
  const cells = [
    `**${id}**: ${summary}`,
    version,
    go === null ? '-' : `\`${go}\``,
    names,
    differences.join('<br>') || 'nothing',
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
