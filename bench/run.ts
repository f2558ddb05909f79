import { globSync } from 'node:fs'
import { argv, exit, stdout } from 'node:process'

// `npm run bench` runs every bench, `npm run bench -- NAME` one.
const infrastructure = new Set(['run', 'compare'])
const names = globSync('*.ts', { cwd: import.meta.dirname })
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => !infrastructure.has(name))
const wanted = argv.length > 2 ? argv.slice(2) : names

for (const name of wanted) {
  if (!names.includes(name)) {
    stdout.write(`There is no bench ${name}. There are: ${names.join(', ')}\n`)
    exit(2)
  }
  const { bench } = await import(`./${name}.ts`)
  await bench()
}
exit(0)
