import type { MessageData } from './management.ts'
import { refusal } from './websocket-error.ts'

/**
 * The limit of API Gateway for a message.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const MAX_MESSAGE_BYTES: number = 128 * 1024

// Wider than the IDs of API Gateway, which are base64url with padding: emulators have other IDs. Characters
// that change a path are not allowed.
const connectionIdPattern = /^[\w=+.~:@-]{1,256}$/

/** Whether it can be a connection ID. */
export function isConnectionId(connectionId: unknown): connectionId is string {
  const plausible = typeof connectionId === 'string' && connectionIdPattern.test(connectionId)
  return plausible && !connectionId.includes('..') && connectionId !== '.'
}

/** `websocket.invalid_connection` unless it can be a connection ID. */
export function assertConnectionId(connectionId: unknown): asserts connectionId is string {
  if (isConnectionId(connectionId)) return
  throw refusal(
    'websocket.invalid_connection',
    'a connection ID must be a non-empty string without slashes, white space or `..`',
  )
}

/**
 * The bytes of `data`: text as UTF-8, bytes as they are, anything else as JSON.
 *
 * Errors: `websocket.invalid_data` if it is absent or not JSON-serializable; `websocket.payload_too_large`
 * over 128 KB.
 */
export function encodeMessage(data: MessageData): Uint8Array {
  const bytes = bytesOf(data)
  if (bytes.byteLength <= MAX_MESSAGE_BYTES) return bytes
  const size = bytes.byteLength
  throw refusal(
    'websocket.payload_too_large',
    `a message holds at most ${MAX_MESSAGE_BYTES} bytes, not ${size}`,
    {
      size,
    },
  )
}

const encoder = new TextEncoder()

function bytesOf(data: unknown): Uint8Array {
  if (typeof data === 'string') return encoder.encode(data)
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  if (typeof data !== 'object' || data === null)
    throw invalidData('data must be a string, bytes or an object')
  return encoder.encode(jsonOf(data))
}

function jsonOf(data: object): string {
  let json: string | undefined
  try {
    json = JSON.stringify(data)
  } catch {
    throw invalidData('data is not JSON-serializable')
  }
  if (json === undefined) throw invalidData('data is not JSON-serializable')
  return json
}

function invalidData(message: string): Error {
  return refusal('websocket.invalid_data', message)
}
