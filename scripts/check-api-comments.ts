import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { exit, stdout } from 'node:process'
import { entryPoints, root } from './entry-points.ts'
import { exportsOf } from './exported.ts'

// Fails if the API has a part without a comment, as the reports in api/ mark them, or exports a function, a
// class or a constant without an example.
const undocumented = /^ *\/\/ .*\(undocumented\)\n *(.*)$/gm

const points = entryPoints()
const withoutComment = points.flatMap(({ fileName }) => {
  const report = readFileSync(resolve(root, `api/${fileName}.api.md`), 'utf8').replaceAll('\r', '')
  return [...report.matchAll(undocumented)].map(([, code]) => `no comment: ${fileName}: ${code}`)
})
const exported = exportsOf(points.map(({ declarations }) => declarations))
const withoutExample = points.flatMap(({ specifier }, i) =>
  (exported[i] ?? [])
    .filter(({ isValue, examples }) => isValue && examples.length === 0)
    .map(({ name }) => `no example: ${specifier}: ${name}`),
)
const problems = [...withoutComment, ...withoutExample]
stdout.write([...problems, `${problems.length} missing comments and examples`, ''].join('\n'))
if (problems.length > 0) exit(1)
