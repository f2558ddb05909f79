import { AppTheoryError, type ErrorCode } from '../../errors.ts'

/** Codes of what goes wrong with WebSocket management. */
export type WebSocketErrorCode = Extract<ErrorCode, `websocket.${string}`>

/** What was refused here, before anything was sent. `data` must hold nothing that is secret. */
export function refusal(code: WebSocketErrorCode, message: string, data: object = {}): AppTheoryError {
  return new AppTheoryError(code, message, { cause: { package: 'apptheory-middy', data } })
}
