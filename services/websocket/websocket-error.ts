import { AppTheoryError, type ErrorCode } from '../../errors.ts'

/** The error codes of WebSocket management. */
export type WebSocketErrorCode = Extract<ErrorCode, `websocket.${string}`>

/** An error that is thrown before anything is sent. `data` must not contain secrets. */
export function refusal(code: WebSocketErrorCode, message: string, data: object = {}): AppTheoryError {
  return new AppTheoryError(code, message, { cause: { package: 'apptheory-middy', data } })
}
