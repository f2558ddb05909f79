import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { connectionTable } from '../../services/websocket/dynamodb/index.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/websocket.md'), 'utf8')
const { KeySchema = [], AttributeDefinitions = [], BillingMode } = connectionTable()
const [hash, range] = KeySchema.map(({ AttributeName }) => AttributeName)
const actions = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'].map((name) => `dynamodb:${name}`)

function snippet(name: string): string {
  const [, code] =
    new RegExp(`<!-- iac:${name} -->\n\`\`\`\\w+\n(.*?)\`\`\``, 's').exec(page) ??
    assert.fail(`no snippet ${name}`)
  return code ?? ''
}

function actionsIn(code: string): readonly string[] {
  return [...code.matchAll(/dynamodb:\w+/g)].map(([action]) => action)
}

test('the SAM snippet creates the table of the registry, and permits what it does', () => {
  const customTags = ['!Ref', '!Sub', '!GetAtt'].map((tag) => ({ tag, resolve: (text: string) => text }))
  const { Resources } = parse(snippet('sam'), { customTags })
  const { AttributeDefinitions: attributes, KeySchema: keys, ...rest } = Resources.Connections.Properties
  assert.deepEqual([attributes, keys], [AttributeDefinitions, KeySchema])
  assert.deepEqual(rest, {
    BillingMode,
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  })
  assert.deepEqual(actionsIn(snippet('sam')), actions)
})

test('the CDK snippet creates the table of the registry, and permits what it does', () => {
  const cdk = snippet('cdk')
  assert.ok(cdk.includes(`partitionKey: { name: '${hash}', type: dynamodb.AttributeType.STRING }`))
  assert.ok(cdk.includes(`sortKey: { name: '${range}', type: dynamodb.AttributeType.STRING }`))
  assert.ok(cdk.includes("timeToLiveAttribute: 'ttl'"))
  assert.deepEqual(actionsIn(cdk), actions)
})

test('the Terraform snippet creates the table of the registry, and permits what it does', () => {
  const terraform = snippet('terraform').replaceAll(/ +/g, ' ')
  assert.ok(terraform.includes(`hash_key = "${hash}"`))
  assert.ok(terraform.includes(`range_key = "${range}"`))
  assert.ok(terraform.includes(`billing_mode = "${BillingMode}"`))
  assert.match(terraform, /ttl \{\n attribute_name = "ttl"\n enabled = true/)
  assert.deepEqual(actionsIn(terraform), actions)
})
