import type { StreamableBody, StreamedResponse } from '../streamed-response.ts'
import { isRecord, isStream, isWhole } from './body-kind.ts'
import { describe, invalidResponse } from './invalid-response.ts'
import { isWebResponse, responseOfWeb } from './web-response.ts'

export const responseKeys: readonly string[] = [
  'statusCode',
  'headers',
  'multiValueHeaders',
  'cookies',
  'isBase64Encoded',
  'body',
]

/**
 * Reads what a handler returned as a response: a web `Response` with its status, headers and cookies, a bare
 * body as the body of one, and an object of any other kind as JSON.
 * @throws AppTheoryError `stream.invalid_response` for anything else
 */
export function asResponse(returned: unknown): StreamedResponse {
  if (isPlainResponse(returned)) return returned
  if (returned === undefined || returned === null || isWhole(returned) || isStream(returned)) {
    return { body: returned as StreamableBody }
  }
  if (isWebResponse(returned)) return responseOfWeb(returned)
  if (isShapedAsResponse(returned)) return returned
  if (isRecord(returned)) return jsonResponse(returned)
  throw invalidResponse(`a streaming handler returns a response or a body, not ${describe(returned)}`)
}

// By its prototype, because a stream may have a status too: an `http.IncomingMessage` is a body.
function isPlainResponse(value: unknown): value is StreamedResponse {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'statusCode')) return false
  return Object.getPrototypeOf(value) === Object.prototype
}

/** Without a status, an object is a response only if it has nothing else: `{ id, body }` is JSON. */
function isShapedAsResponse(value: unknown): value is StreamedResponse {
  if (typeof value !== 'object' || value === null) return false
  if ('statusCode' in value) return true
  return (
    responseKeys.some((key) => key in value) && Object.keys(value).every((key) => responseKeys.includes(key))
  )
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// "Lambda function response for format 2.0".
function jsonResponse(value: object): StreamedResponse {
  try {
    const headers = { 'content-type': 'application/json' }
    return { statusCode: 200, headers, body: JSON.stringify(value) }
  } catch (cause) {
    throw invalidResponse('the object that the handler returned cannot be written as JSON', cause)
  }
}
