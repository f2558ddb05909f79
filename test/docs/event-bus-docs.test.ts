import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import {
  DynamoDBEventBus,
  eventBusTable,
  parkingTable,
  seenTable,
} from '../../services/event-bus/dynamodb/index.ts'
import { createTestEnv } from '../../testkit/index.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/event-bus.md'), 'utf8')
const {
  AttributeDefinitions = [],
  GlobalSecondaryIndexes = [],
  BillingMode,
  StreamSpecification,
} = eventBusTable
const keysOf = ({ KeySchema = [] }: Pick<typeof eventBusTable, 'KeySchema'>) =>
  KeySchema.map(({ AttributeName = '', KeyType = 'HASH' }) => ({ name: AttributeName, type: KeyType }))

/** Keys of the table and of its indexes, in the words of a language. */
type Schema = readonly { readonly index: string | undefined; readonly keys: readonly string[] }[]

const schema: Schema = [{ ...eventBusTable, IndexName: undefined }, ...GlobalSecondaryIndexes].map(
  (part) => ({
    index: part.IndexName,
    keys: keysOf(part as never).map(({ name, type }) => `${type} ${name}`),
  }),
)

function snippet(name: string): string {
  const [, code] = new RegExp(`<!-- iac:${name} -->\n\`\`\`\\w+\n(.*?)\`\`\``, 's').exec(page) ?? []
  return code ?? assert.fail(`no snippet ${name}`)
}

test('the SAM snippet makes the table that the bus uses', () => {
  const sam = snippet('sam')
  const attributes = [...sam.matchAll(/\{ AttributeName: (\w+), AttributeType: (\w) \}/g)]
  assert.deepEqual(
    attributes.map(([, AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    AttributeDefinitions,
  )
  const parts = sam.split(/IndexName: /).map((part, i) => ({
    index: i === 0 ? undefined : part.split('\n')[0],
    keys: [...part.matchAll(/\{ AttributeName: (\w+), KeyType: (\w+) \}/g)].map(
      ([, name, type]) => `${type} ${name}`,
    ),
  }))
  assert.deepEqual(parts, schema)
  assert.equal(sam.match(/ProjectionType: ALL/g)?.length, 2)
  assert.ok(sam.includes(`BillingMode: ${BillingMode}`))
  assert.ok(sam.includes(`StreamViewType: ${StreamSpecification?.StreamViewType}`))
  assert.ok(sam.includes('{ AttributeName: ttl, Enabled: true }'))
})

test('the CDK snippet makes the table that the bus uses', () => {
  const cdk = snippet('cdk')
  const parts = cdk.split(/indexName: /).map((part, i) => ({
    index: i === 0 ? undefined : /^'([^']+)'/.exec(part)?.[1],
    keys: [
      ...part.matchAll(/(partition|sort)Key: \{ name: '(\w+)', type: dynamodb.AttributeType.STRING \}/g),
    ].map(([, kind, name]) => `${kind === 'partition' ? 'HASH' : 'RANGE'} ${name}`),
  }))
  assert.deepEqual(parts, schema)
  assert.ok(cdk.includes(`dynamodb.StreamViewType.${StreamSpecification?.StreamViewType}`))
  assert.ok(cdk.includes("timeToLiveAttribute: 'ttl'"))
})

test('the Terraform snippet makes the table that the bus uses', () => {
  const terraform = snippet('terraform').replaceAll(/ +/g, ' ')
  const attributes = [...terraform.matchAll(/attribute \{\n name = "(\w+)"\n type = "(\w)"/g)]
  assert.deepEqual(
    attributes.map(([, AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    AttributeDefinitions,
  )
  const parts = terraform.split('global_secondary_index {\n').map((part, i) => ({
    index: i === 0 ? undefined : /name = "([^"]+)"/.exec(part)?.[1],
    keys: [...part.matchAll(/(hash|range)_key = "(\w+)"/g)].map(
      ([, kind, name]) => `${kind?.toUpperCase()} ${name}`,
    ),
  }))
  assert.deepEqual(parts, schema)
  assert.equal(terraform.match(/projection_type = "ALL"/g)?.length, 2)
  assert.ok(terraform.includes(`stream_view_type = "${StreamSpecification?.StreamViewType}"`))
  assert.match(terraform, /ttl \{\n attribute_name = "ttl"\n enabled = true/)
})

for (const { title, table, definition } of [
  { title: 'Seen', table: 'seen', definition: seenTable },
  { title: 'Parked', table: 'parked', definition: parkingTable },
]) {
  const keys = keysOf(definition)

  test(`the snippets make the table ${title} that the consumer uses`, () => {
    const [, sam = ''] = new RegExp(`  ${title}:\n(.*?)TimeToLive`, 's').exec(snippet('sam-consumer')) ?? []
    const inSam = [...sam.matchAll(/\{ AttributeName: (\w+), KeyType: (\w+) \}/g)]
    assert.deepEqual(
      inSam.map(([, name, type]) => ({ name, type })),
      keys,
    )
    const [, cdk = ''] = new RegExp(`const ${table} = (.*?)\n}\\)`, 's').exec(snippet('cdk-consumer')) ?? []
    const inCdk = [...cdk.matchAll(/(partition|sort)Key: \{ name: '(\w+)'/g)]
    assert.deepEqual(
      inCdk.map(([, kind, name]) => ({ name, type: kind === 'partition' ? 'HASH' : 'RANGE' })),
      keys,
    )
    assert.ok(cdk.includes("timeToLiveAttribute: 'ttl'"))
    const pattern = new RegExp(`"aws_dynamodb_table" "${table}" \\{(.*?)\n}`, 's')
    const [, terraform = ''] = pattern.exec(snippet('terraform-consumer')) ?? []
    const inTerraform = [...terraform.matchAll(/(hash|range)_key += "(\w+)"/g)]
    assert.deepEqual(
      inTerraform.map(([, kind, name]) => ({ name, type: kind?.toUpperCase() })),
      keys,
    )
    assert.match(terraform, /attribute_name = "ttl"/)
  })
}

test('the table of costs says what the requests cost', async () => {
  const { clock, dynamodb } = createTestEnv()
  const options = { client: dynamodb.client(), clock, tableName: 'events' }
  const bus = new DynamoDBEventBus(options)
  const byId = new DynamoDBEventBus({ ...options, idempotency: 'id' })
  await bus.ensureTable()
  const event = (id: string, tenantId = 'acme') => ({
    id,
    tenantId,
    eventType: 'order.created',
    publishedAt: new Date(clock.now()),
    payload: 'x'.repeat(400),
  })
  const costOf = async (call: () => Promise<unknown>): Promise<string> => {
    dynamodb.log.clear()
    await call()
    const [request] = dynamodb.log.requests()
    const { requests, readUnits, writeUnits } = dynamodb.log.totals()
    const units = writeUnits > 0 ? `${writeUnits} write` : `${readUnits} read`
    return `| ${requests} \`${request?.operation}\` | ${units}`
  }
  const many = (tenantId: string) => Array.from({ length: 100 }, (_, i) => event(`many-${i}`, tenantId))
  const rows: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['`publish`', () => bus.publish(event('a'))],
    ['`publish`, a duplicate', () => bus.publish(event('a'))],
    ["`publish` with `idempotency: 'id'`", () => byId.publish(event('b'))],
    ['`publishMany` of 100', () => bus.publishMany(many('other'))],
    ['`getEvent` by ID', () => bus.getEvent('a', { tenantId: 'acme' })],
    ['`getEvent` by the whole key', () => bus.getEvent('a', event('a'))],
    ['`deleteEvent` by the whole key', () => bus.deleteEvent('a', event('a'))],
  ]
  for (const [row, call] of rows) {
    const text = `| ${row} ${await costOf(call)}`
    assert.ok(page.includes(text), text)
  }
})
