import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { ensureConnectionTable } from 'apptheory-middy/services/websocket/dynamodb'
import { FakeDynamoDB, type FakeDynamoDBServer } from 'apptheory-middy/testkit'
import {
  type RouteHandler,
  startWebSocketGateway,
  type WebSocketGateway,
} from 'apptheory-middy/testkit/gateway'

let store: FakeDynamoDBServer
let gateway: WebSocketGateway
let handler: RouteHandler | undefined

before(async () => {
  // First: it fails if `ws` is not installed, and nothing is open yet.
  gateway = await startWebSocketGateway({
    handler: (event, context) => handler?.(event, context),
    routes: ['$connect', '$disconnect', '$default', 'say', 'join', 'leave', 'who'],
  })
  const dynamodb = new FakeDynamoDB()
  await ensureConnectionTable(dynamodb.client(), { tableName: 'connections' })
  store = await dynamodb.listen()
  Object.assign(process.env, {
    WEBSOCKET_CONNECTIONS_TABLE_NAME: 'connections',
    WEBSOCKET_ENDPOINT: gateway.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: store.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
  handler = (await import('./handler.ts')).handler as RouteHandler
})
after(async () => {
  await gateway.close()
  await store.close()
})

async function enter(room: string) {
  const socket = new WebSocket(`${gateway.url}?room=${room}`)
  const heard: unknown[] = []
  socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(data)))
  await once(socket, 'open')
  const next = async () => {
    if (heard.length === 0) await once(socket, 'message')
    return heard.shift()
  }
  return { socket, next }
}

test('what is said in a room is received there, and only there', async () => {
  const [ann, bob, cook] = await Promise.all([enter('lobby'), enter('lobby'), enter('kitchen')])

  ann.socket.send('{"action":"say","room":"lobby","text":"hello"}')
  const said = (await bob.next()) as { from: string; text: string }
  cook.socket.send('what now?')

  assert.equal(said.text, 'hello')
  assert.deepEqual(await ann.next(), said)
  assert.deepEqual(await cook.next(), { help: '{"action":"say","room":"lobby","text":"hello"}' })
})

test('a connection joins a second room and leaves it, which the others in it are told', async () => {
  const [ann, cook] = await Promise.all([enter('hall'), enter('cellar')])
  const send = (one: typeof ann, action: string, room: string) =>
    one.socket.send(JSON.stringify({ action, room }))
  const who = async (one: typeof ann, room: string) => {
    send(one, 'who', room)
    return (await one.next()) as { you: string; present: string[] }
  }
  const { you: annsId } = await who(ann, 'hall')
  const { you: cooksId } = await who(cook, 'cellar')

  send(ann, 'join', 'cellar')
  assert.deepEqual(await cook.next(), { room: 'cellar', joined: annsId })
  const { present } = await who(ann, 'cellar')
  assert.deepEqual(present.toSorted(), [annsId, cooksId].sort())

  send(ann, 'leave', 'cellar')
  assert.deepEqual(await cook.next(), { room: 'cellar', left: annsId })
  assert.deepEqual((await who(ann, 'cellar')).present, [cooksId])
  assert.deepEqual((await who(ann, 'hall')).present, [annsId])
})
