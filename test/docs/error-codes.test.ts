import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { errorRegistry } from '../../errors.ts'

const root = resolve(import.meta.dirname, '../..')
const registered = Object.keys(errorRegistry)
const pattern = /\b(?:app|rate_limiter|event_bus|websocket|stream|peer)\.[a-z][a-z_]*\b/g

function codesIn(text: string): Set<string> {
  return new Set(text.match(pattern))
}

const documented = codesIn(
  [...readFileSync(resolve(root, 'docs/errors.md'), 'utf8').matchAll(/^\| `([^`]+)`\s*\|/gm)]
    .map(([, code]) => code)
    .join(' '),
)

test('every code of the registry has a row in docs/errors.md, and every row a code', () => {
  assert.deepEqual([...documented].sort(), [...registered].sort())
})

test('every code of the registry is thrown, or is one of the portable ones that are yours to throw', () => {
  const sources = globSync('{middlewares,services,streaming,testkit}/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('.contract.ts'))
    .map((file) => readFileSync(resolve(root, file), 'utf8'))
  const thrown = new Set(
    sources.flatMap((source) => [...source.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, code]) => code)),
  )
  assert.deepEqual(
    registered.filter((code) => !code.startsWith('app.') && !thrown.has(code)),
    [],
  )
})
