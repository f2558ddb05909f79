import middy from '@middy/core'
import { type WebSocketContext, type WebSocketEvent, webSocketManagement } from 'apptheory-middy'
import { DynamoDBConnectionRegistry } from 'apptheory-middy/services/websocket/dynamodb'

const roomOf = ({ queryStringParameters }: WebSocketEvent) => queryStringParameters?.['room'] ?? 'lobby'

const chat = async ({ requestContext, body = '' }: WebSocketEvent, { webSocket }: WebSocketContext) => {
  const { routeKey, connectionId } = requestContext
  if (routeKey === 'say') {
    const { room = 'lobby', text } = JSON.parse(body)
    await webSocket.broadcastTo({ channel: room }, { from: connectionId, text })
  } else if (routeKey === '$default') {
    await webSocket.post({ help: '{"action":"say","room":"lobby","text":"hello"}' })
  }
}

// The table is the one that WEBSOCKET_CONNECTIONS_TABLE_NAME names.
export const handler = middy<WebSocketEvent>()
  .use(
    webSocketManagement({
      registry: new DynamoDBConnectionRegistry(),
      register: (event) => ({ channels: [roomOf(event)] }),
      endpoint: process.env['WEBSOCKET_ENDPOINT'], // none on AWS, where each event says it
    }),
  )
  .handler(chat)
