import { webSocketEventOf } from '../../services/websocket/websocket-event.ts'
import type { WebSocketCall } from '../websocket/fake-connections.ts'
import type { FakeWebSocketManagement } from '../websocket/fake-websocket-management.ts'

/** What came of an event of a WebSocket API. */
export interface WebSocketOutcome {
  /** 502 for a response that API Gateway cannot read. */
  readonly statusCode: number
  /** What the function returned. */
  readonly response: unknown
  /** What it asked of `@connections` meanwhile. */
  readonly calls: readonly WebSocketCall[]
}

/**
 * Lets `invoke` handle `event` as API Gateway would have it: the connection does not exist while its
 * `$connect` runs, exists where that was accepted, and no longer when `$disconnect` comes.
 */
export async function webSocketOutcome(
  fake: FakeWebSocketManagement,
  event: unknown,
  invoke: () => unknown,
): Promise<WebSocketOutcome> {
  const { connectionId, eventType } = webSocketEventOf(event)?.requestContext ?? {}
  if (connectionId !== undefined && eventType === 'DISCONNECT') fake.disconnect(connectionId)
  const before = fake.calls.length
  const response = await invoke()
  const statusCode = statusCodeOf(response)
  if (connectionId !== undefined && eventType === 'CONNECT' && statusCode >= 200 && statusCode < 300) {
    fake.connect(connectionId)
  }
  return { statusCode, response, calls: fake.calls.slice(before) }
}

/** The status that API Gateway reads in the response of a WebSocket route. */
export function statusCodeOf(response: unknown): number {
  const statusCode = Number((response as { statusCode?: unknown } | null | undefined)?.statusCode)
  return Number.isInteger(statusCode) && statusCode >= 100 && statusCode <= 599 ? statusCode : 502
}
