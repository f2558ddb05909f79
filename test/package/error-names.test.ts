import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { root } from '../../scripts/entry-points.ts'

const sources = globSync(['*.ts', '{middlewares,services,streaming,testkit}/**/*.ts'], { cwd: root }).filter(
  (path) => !/\.(test|contract|helper)\.ts$/.test(path),
)
const errorClasses = sources.flatMap((path) => {
  const source = readFileSync(resolve(root, path), 'utf8')
  const classes = source.matchAll(/class (\w+) extends (\w*(?:Error|Exception|Failure))\b[^{]*\{(.*?)^\}/gms)
  return [...classes].map(([, name = '', base = '', body = '']) => ({ path, name, base, body }))
})

// A minifier renames classes: a name that is taken from the class is then another one in every bundle.
describe('the name of an error is a literal', () => {
  test('there are error classes', () => assert.ok(errorClasses.length >= 5))

  for (const { path, name, base, body } of errorClasses) {
    // It has the names of DynamoDB's exceptions, which come with the answer.
    if (name === 'DynamoDBException') continue
    // What is wrong with an option is a TypeError, also by its name.
    const names = base === 'TypeError' ? `${name}|TypeError` : name
    test(`${name}, ${path}`, () => assert.match(body, new RegExp(`\\bname(: string)? = '(?:${names})'`)))
  }

  test('and nothing published asks a class for its name', () => {
    const asking = /new\.target\.name|constructor\.name/
    assert.deepEqual(
      sources.filter((path) => asking.test(readFileSync(resolve(root, path), 'utf8'))),
      [],
    )
  })
})
