import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { strategyPictures } from '../../scripts/strategy-pictures.ts'
import { ensureTable, rateLimitTable } from '../../services/rate-limiter/dynamodb/index.ts'
import { FakeDynamoDB } from '../../testkit/index.ts'

const docs = resolve(import.meta.dirname, '../../docs')
const page = readFileSync(resolve(docs, 'rate-limit.md'), 'utf8')
const { KeySchema = [], AttributeDefinitions = [], BillingMode } = rateLimitTable()
const [hash, range] = KeySchema.map(({ AttributeName }) => AttributeName)
const typeOf = (name: string | undefined) =>
  AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType

function snippet(name: string): string {
  const [, code] =
    new RegExp(`<!-- iac:${name} -->\n\`\`\`\\w+\n(.*?)\`\`\``, 's').exec(page) ??
    assert.fail(`no snippet ${name}`)
  return code ?? ''
}

test('the SAM snippet makes the table that the limiter uses', () => {
  const sam = snippet('sam')
  assert.ok(sam.includes(`{ AttributeName: ${hash}, KeyType: HASH }`))
  assert.ok(sam.includes(`{ AttributeName: ${range}, KeyType: RANGE }`))
  for (const { AttributeName, AttributeType } of AttributeDefinitions) {
    assert.ok(sam.includes(`{ AttributeName: ${AttributeName}, AttributeType: ${AttributeType} }`))
  }
  assert.ok(sam.includes(`BillingMode: ${BillingMode}`))
  assert.ok(sam.includes('{ AttributeName: ttl, Enabled: true }'))
})

test('the CDK snippet makes the table that the limiter uses', () => {
  const cdk = snippet('cdk')
  assert.deepEqual([typeOf(hash), typeOf(range)], ['S', 'S'])
  assert.ok(cdk.includes(`partitionKey: { name: '${hash}', type: dynamodb.AttributeType.STRING }`))
  assert.ok(cdk.includes(`sortKey: { name: '${range}', type: dynamodb.AttributeType.STRING }`))
  assert.ok(cdk.includes("timeToLiveAttribute: 'ttl'"))
})

test('the Terraform snippet makes the table that the limiter uses', () => {
  const terraform = snippet('terraform').replaceAll(/ +/g, ' ')
  assert.ok(terraform.includes(`hash_key = "${hash}"`))
  assert.ok(terraform.includes(`range_key = "${range}"`))
  assert.ok(terraform.includes(`billing_mode = "${BillingMode}"`))
  const attributes = [...terraform.matchAll(/attribute \{\n name = "(\w+)"\n type = "(\w)"/g)].map(
    ([, name, type]) => [name, type],
  )
  assert.deepEqual(
    attributes,
    AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  )
  assert.match(terraform, /ttl \{\n attribute_name = "ttl"\n enabled = true/)
})

test('the snippets for the other spelling expire items by its attribute', async () => {
  const client = new FakeDynamoDB().client()
  await ensureTable(client, { tableName: 'limits', attributeNames: 'pascal' })
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'limits' }))
  const ttl = TimeToLiveDescription?.AttributeName
  assert.equal(ttl, 'TTL')
  assert.ok(snippet('sam-pascal').includes(`{ AttributeName: ${ttl}, Enabled: true }`))
  assert.ok(snippet('cdk-pascal').includes(`timeToLiveAttribute: '${ttl}'`))
  assert.match(snippet('terraform-pascal'), new RegExp(`attribute_name = "${ttl}"`))
})

test('the pictures are what the limiter draws now (npm run docs:pictures)', async () => {
  for (const [name, svg] of Object.entries(await strategyPictures())) {
    assert.equal(readFileSync(resolve(docs, 'images', name), 'utf8'), svg, name)
  }
})
