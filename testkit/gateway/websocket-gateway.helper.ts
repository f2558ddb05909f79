import type { TestContext } from 'node:test'
import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'
import {
  startWebSocketGateway,
  type WebSocketGateway,
  type WebSocketGatewayOptions,
} from './websocket-gateway.ts'

export const ok = (): { statusCode: number } => ({ statusCode: 200 })
/** A gateway that closes when the test is over. */
export async function gatewayFor(
  t: TestContext,
  options: WebSocketGatewayOptions,
): Promise<WebSocketGateway> {
  const gateway = await startWebSocketGateway(options)
  t.after(() => gateway.close())
  return gateway
}

export interface Recorder {
  readonly events: readonly WebSocketEvent[]
  readonly handler: (event: WebSocketEvent) => unknown
  readonly until: (eventType: string) => Promise<WebSocketEvent>
}

/** A function that remembers its events, and lets a test wait for the next. */
export function recorder(answer: (event: WebSocketEvent) => unknown = ok): Recorder {
  const events: WebSocketEvent[] = []
  let heard = Promise.withResolvers<void>()
  return {
    events,
    handler: (event: WebSocketEvent) => {
      events.push(event)
      heard.resolve()
      heard = Promise.withResolvers()
      return answer(event)
    },
    async until(eventType: string): Promise<WebSocketEvent> {
      for (;;) {
        const found = events.find(({ requestContext }) => requestContext.eventType === eventType)
        if (found) return found
        await heard.promise
      }
    },
  }
}
