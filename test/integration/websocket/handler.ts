import middy from '@middy/core'
import { type WebSocketContext, webSocketManagement } from '../../../middlewares/websocket-management.ts'
import type { RegisteredConnection } from '../../../services/websocket/connection-registry.ts'
import type { WebSocketEvent } from '../../../services/websocket/websocket-event.ts'
import type { LambdaHandler } from '../../../testkit/index.ts'

export const quiet: { readonly logger: false } = { logger: false }
export type Handler = (event: WebSocketEvent, context: WebSocketContext) => unknown

/** `handler` behind the middleware, which logs nothing unless told to. */
export function chain(
  handler: Handler,
  options: Parameters<typeof webSocketManagement>[0],
): LambdaHandler<WebSocketEvent> {
  const behind = middy<WebSocketEvent>()
    .use(webSocketManagement({ ...quiet, ...options }))
    .handler(handler)
  return behind
}

export async function membersOf(
  connections: AsyncIterable<RegisteredConnection>,
): Promise<RegisteredConnection[]> {
  const members: RegisteredConnection[] = []
  for await (const member of connections) members.push(member)
  return members
}
