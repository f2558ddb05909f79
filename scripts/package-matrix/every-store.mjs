// A program of a user, copied into a folder where the package is installed: limiter, event bus and registry
// on DynamoDB.
import middy from '@middy/core'
import { eventBus, fixedWindow, rateLimit } from 'apptheory-middy'
import { DynamoDBConnectionRegistry } from 'apptheory-middy/services/websocket/dynamodb'
import { buildHttpApiV2Event, createTestEnv } from 'apptheory-middy/testkit'

const strategy = fixedWindow({ windowMs: 3_600_000, limit: 1 })
const handler = middy()
  .use(rateLimit({ strategy, failOpen: false, timeoutMs: 10_000 }))
  .use(eventBus())
  .handler(async (_event, { eventBus }) => {
    const { id } = await eventBus.publish({ eventType: 'a', tenantId: 't', payload: {} })
    const { events } = await eventBus.query({ tenantId: 't', eventType: 'a' })
    return { statusCode: 200, body: events.some((event) => event.id === id) ? 'published' : 'lost' }
  })

const { invoke } = createTestEnv()
const first = await invoke(handler, buildHttpApiV2Event())
const second = await invoke(handler, buildHttpApiV2Event())

const registry = new DynamoDBConnectionRegistry()
await registry.add({ connectionId: 'ann', endpoint: 'https://example.com', tenantId: 't', channels: ['c'] })
const present = []
for await (const { connectionId } of registry.present({ tenantId: 't', channel: 'c' })) {
  present.push(connectionId)
}
console.log(JSON.stringify([first.statusCode, first.body, second.statusCode, ...present]))
