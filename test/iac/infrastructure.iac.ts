import assert from 'node:assert/strict'
import { test } from 'node:test'
import { synthesise } from './cdk-synthesis.ts'
import { type DocumentedPart, documentedParts, fromSam } from './documented-parts.ts'
import { fromCloudFormation } from './from-cloudformation.ts'
import { snippet } from './snippets.ts'

const nameOf = ({ page, suffix }: DocumentedPart): string => `${page}${suffix}`
const codeOf = ({ page, suffix }: DocumentedPart): string => snippet(page, `cdk${suffix}`)
const limits = snippet('rate-limit-dynamodb', 'cdk')
const templates = synthesise({
  ...Object.fromEntries(documentedParts.map((part) => [nameOf(part), codeOf(part)])),
  pascal: limits.replace(/ {2}timeToLiveAttribute.*\n/, snippet('migration', 'cdk-pascal')),
})
const cdk = (name: string) => fromCloudFormation(templates[name] as never)

for (const part of documentedParts) {
  const { page, suffix } = part
  test(`docs/${page}.md: iac:cdk${suffix} synthesises to what iac:sam${suffix} declares`, () => {
    const { tables, ...rest } = cdk(nameOf(part))
    // Policies alone find their tables beside them.
    const declared = Object.entries(tables).filter(([table]) => page !== 'iam' || table in part.tables)
    assert.deepEqual({ tables: Object.fromEntries(declared), ...rest }, fromSam(part))
  })
}

test('docs/migration.md: the table of the other spelling differs in its TTL attribute alone', () => {
  const { ratelimits } = cdk('rate-limit-dynamodb').tables
  assert.deepEqual(cdk('pascal').tables, { ratelimits: { ...ratelimits, ttl: 'TTL' } })
})
