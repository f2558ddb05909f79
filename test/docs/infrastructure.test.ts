import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { ensureTable } from '../../services/rate-limiter/dynamodb/index.ts'
import { FakeDynamoDB } from '../../testkit/index.ts'
import { documentedParts, fromSam } from '../iac/documented-parts.ts'
import { fromCloudFormation, templateFrom } from '../iac/from-cloudformation.ts'
import { fromTerraform } from '../iac/from-terraform.ts'
import { type Infrastructure, mergedGrants } from '../iac/infrastructure.ts'
import { snippet } from '../iac/snippets.ts'

// `npm run check:iac` compares CDK with these.
describe('infrastructure in the docs', () => {
  for (const part of documentedParts) {
    const { page, suffix, tables } = part

    test(`docs/${page}.md: iac:terraform${suffix} declares what iac:sam${suffix} declares`, () => {
      assert.deepEqual(fromTerraform(snippet(page, `terraform${suffix}`)), fromSam(part))
    })

    test(`docs/${page}.md: the tables of iac:sam${suffix} are those that the package creates`, () => {
      const TimeToLiveSpecification = { AttributeName: 'ttl', Enabled: true }
      const resources = Object.entries(tables).map(([name, definition]) => {
        const Properties = { ...definition, TimeToLiveSpecification }
        return [name, { Type: 'AWS::DynamoDB::Table', Properties }]
      })
      const created = fromCloudFormation({ Resources: Object.fromEntries(resources) })
      assert.deepEqual(fromSam(part).tables, created.tables)
    })
  }

  test('docs/migration.md: the blocks for the other spelling expire items by its attribute', async () => {
    const client = new FakeDynamoDB().client()
    await ensureTable(client, { tableName: 'limits', attributeNames: 'pascal' })
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: 'limits' }),
    )
    const other = (language: string, line: RegExp): string =>
      snippet('rate-limit-dynamodb', language).replace(line, snippet('migration', `${language}-pascal`))
    const sam = fromCloudFormation(templateFrom(other('sam', / +TimeToLive.*\n/)))
    const terraform = fromTerraform(other('terraform', / {2}ttl \{[^}]*\}\n/))
    assert.equal(sam.tables['ratelimits']?.ttl, TimeToLiveDescription?.AttributeName)
    assert.deepEqual(terraform.tables, sam.tables)
  })
})

describe('templates of the examples', () => {
  const examples = resolve(import.meta.dirname, '../../examples')
  const allowed = actionsByResource(documentedParts.map(fromSam))

  for (const path of globSync('*/template.yaml', { cwd: examples })) {
    test(`examples/${path} grants no more than the docs`, () => {
      const template = templateFrom(readFileSync(resolve(examples, path), 'utf8'))
      for (const [resource, actions] of actionsByResource([fromCloudFormation(template)])) {
        const documented = allowed.get(resource) ?? actions
        const others = [...actions].filter((action) => !documented.has(action))
        assert.deepEqual(others, [], resource)
      }
    })
  }
})

/** What any function may do with each resource. */
function actionsByResource(all: readonly Infrastructure[]): ReadonlyMap<string, ReadonlySet<string>> {
  const grants = all.flatMap((infrastructure) => infrastructure.grants)
  const byResource = new Map<string, ReadonlySet<string>>()
  for (const { resources, actions } of mergedGrants(grants)) {
    for (const resource of resources) {
      byResource.set(resource, new Set([...(byResource.get(resource) ?? []), ...actions]))
    }
  }
  return byResource
}
