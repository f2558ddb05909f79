import middy from '@middy/core'
import { type WebSocketContext, type WebSocketEvent, webSocketManagement } from 'apptheory-middy'
import { DynamoDBConnectionRegistry } from 'apptheory-middy/services/websocket/dynamodb'

const chat = async ({ requestContext, body = '' }: WebSocketEvent, { webSocket }: WebSocketContext) => {
  const { routeKey, connectionId } = requestContext
  if (routeKey === '$default')
    return webSocket.post({ help: '{"action":"say","room":"lobby","text":"hello"}' })
  if (routeKey.startsWith('$')) return
  const { room = 'lobby', text } = JSON.parse(body)
  const toRoom = { channel: room }
  if (routeKey === 'say') await webSocket.broadcastTo(toRoom, { room, from: connectionId, text })
  if (routeKey === 'join') {
    await webSocket.join(room)
    await webSocket.broadcastTo(toRoom, { room, joined: connectionId }, { except: connectionId })
  }
  if (routeKey === 'leave') {
    await webSocket.leave(room)
    await webSocket.broadcastTo(toRoom, { room, left: connectionId })
  }
  if (routeKey === 'who') {
    const present: string[] = []
    for await (const { connectionId } of webSocket.present(toRoom)) present.push(connectionId)
    await webSocket.post({ room, you: connectionId, present })
  }
}

// The table is the one that WEBSOCKET_CONNECTIONS_TABLE_NAME names.
export const handler = middy<WebSocketEvent>()
  .use(
    webSocketManagement({
      registry: new DynamoDBConnectionRegistry(),
      register: ({ queryStringParameters: query }) => ({ channels: [query?.['room'] ?? 'lobby'] }),
      endpoint: process.env['WEBSOCKET_ENDPOINT'], // not set on AWS, where each event names it
    }),
  )
  .handler(chat)
