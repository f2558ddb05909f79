import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { eventBusTable, parkingTable, seenTable } from '../../services/event-bus/dynamodb/index.ts'
import { rateLimitTable } from '../../services/rate-limiter/dynamodb/index.ts'
import { connectionTable } from '../../services/websocket/dynamodb/index.ts'

interface Resource {
  readonly Type: string
  readonly Properties: Record<string, unknown>
  readonly Metadata?: { readonly BuildProperties: { readonly EntryPoints: readonly string[] } }
}

interface Template {
  readonly Globals?: { readonly Function: Record<string, unknown> }
  readonly Resources: Readonly<Record<string, Resource>>
}

const examples = resolve(import.meta.dirname, '../../examples')
// What !Ref and the like stand for is decided when it is deployed: here it stays text.
const tag = (name: string) => ({ tag: name, resolve: (text: string) => `${name} ${text}` })
const customTags = ['!Ref', '!Sub', '!GetAtt'].map(tag)
const templates = globSync('*/template.yaml', { cwd: examples }).map((path) => ({
  name: dirname(path),
  folder: resolve(examples, dirname(path)),
  template: parse(readFileSync(resolve(examples, path), 'utf8'), { customTags }) as Template,
}))
const ofType = ({ Resources }: Template, type: string) =>
  Object.values(Resources).filter(({ Type }) => Type === type)

test('there is a template for each of the six functions', () => {
  assert.deepEqual(templates.map(({ name }) => name).sort(), [
    'ai-chat',
    'chat',
    'event-log',
    'html-streaming',
    'rate-limited-api',
    'sse-feed',
  ])
})

for (const { name, folder, template } of templates) {
  test(`${name}: every function is a file that exports a handler, on a runtime that AWS has`, async () => {
    const functions = ofType(template, 'AWS::Serverless::Function')
    assert.ok(functions.length > 0)
    for (const { Properties, Metadata } of functions) {
      const [file = '', exported = ''] = String(Properties['Handler']).split('.')
      assert.deepEqual(Metadata?.BuildProperties.EntryPoints, [`${file}.ts`])
      assert.ok(existsSync(resolve(folder, `${file}.ts`)))
      assert.match(
        readFileSync(resolve(folder, `${file}.ts`), 'utf8'),
        new RegExp(`export const ${exported} =`),
      )
      assert.equal(Properties['Runtime'] ?? template.Globals?.Function['Runtime'], 'nodejs24.x')
    }
  })

  test(`${name}: what streams has a URL that streams`, () => {
    for (const { Properties, Metadata } of ofType(template, 'AWS::Serverless::Function')) {
      const [file = ''] = Metadata?.BuildProperties.EntryPoints ?? []
      const streams = readFileSync(resolve(folder, file), 'utf8').includes('streamifyResponse(')
      const url = Properties['FunctionUrlConfig'] as { readonly InvokeMode?: string } | undefined
      assert.equal(url?.InvokeMode === 'RESPONSE_STREAM', streams)
    }
  })

  test(`${name}: every variable that the code reads is set, and the other way round`, () => {
    // Read by packages: names of tables by this one, a key by the AI SDK.
    const implied = [
      'RATE_LIMIT_TABLE_NAME',
      'WEBSOCKET_CONNECTIONS_TABLE_NAME',
      'EVENTBUS_TABLE_NAME',
      'AI_GATEWAY_API_KEY',
    ]
    // Set by the demo, where the example runs locally.
    const ofDemo = ['WEBSOCKET_ENDPOINT', 'LOG_TABLE_NAME']
    const code = globSync('!(*.test|serve).ts', { cwd: folder }).map((file) =>
      readFileSync(resolve(folder, file), 'utf8'),
    )
    const read = code.join('\n').matchAll(/process\.env\['(\w+)'\]/g)
    const set = ofType(template, 'AWS::Serverless::Function').flatMap(({ Properties }) =>
      Object.keys((Properties['Environment'] as { Variables?: object } | undefined)?.Variables ?? {}),
    )
    assert.deepEqual(
      new Set(set.filter((variable) => !implied.includes(variable))),
      new Set(
        [...read].map(([, variable = '']) => variable).filter((variable) => !ofDemo.includes(variable)),
      ),
    )
  })
}

for (const { name, table, definition } of [
  { name: 'rate-limited-api', table: 'RateLimits', definition: rateLimitTable() },
  { name: 'ai-chat', table: 'RateLimits', definition: rateLimitTable() },
  { name: 'chat', table: 'Connections', definition: connectionTable({ tableName: 'any' }) },
  { name: 'event-log', table: 'Events', definition: eventBusTable },
  { name: 'event-log', table: 'Seen', definition: seenTable },
  { name: 'event-log', table: 'Parked', definition: parkingTable },
]) {
  test(`${name}: the table ${table} is the one that the package needs`, () => {
    const { template } = templates.find((candidate) => candidate.name === name) ?? assert.fail(name)
    const { Properties } = template.Resources[table] ?? assert.fail(table)
    const { TimeToLiveSpecification, StreamSpecification, GlobalSecondaryIndexes, ...shape } = Properties
    const { TableName, StreamSpecification: stream, GlobalSecondaryIndexes: indexes, ...needed } = definition

    assert.deepEqual(shape, needed)
    assert.deepEqual(GlobalSecondaryIndexes, indexes)
    assert.deepEqual(TimeToLiveSpecification, { AttributeName: 'ttl', Enabled: true })
    if (stream) assert.deepEqual(StreamSpecification, { StreamViewType: stream.StreamViewType })
  })
}
