import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { argv, exit, stdout } from 'node:process'
import { root } from './entry-points.ts'

// Lists the options without a doc comment: members of exported interfaces called ...Options or ...Input, as
// the reports in api/ mark them.
const interfaces = /^export interface (\w+(?:Options|Input))\b[^\n]*\{\n(.*?)^\}/gms
const undocumented = /^ {4}\/\/ \(undocumented\)\n {4}(?:readonly )?(\w+)/gm

const reports = globSync('api/*.api.md', { cwd: root }).map((file) =>
  readFileSync(resolve(root, file), 'utf8').replaceAll('\r', ''),
)
const options = reports.flatMap((report) =>
  [...report.matchAll(interfaces)].flatMap(([, name, members = '']) =>
    [...members.matchAll(undocumented)].map(([, member]) => `${name}.${member}`),
  ),
)
const unique = [...new Set(options)].toSorted()
stdout.write(`${[...unique, `${unique.length} options without a doc comment`].join('\n')}\n`)
if (argv.includes('--strict') && unique.length > 0) exit(1)
