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
 * Reads the result of a handler as a response. A web `Response` keeps its status, headers and cookies. A body
 * alone becomes the body of a response. Any other object becomes JSON.
 * @throws AppTheoryError `stream.invalid_response` for anything else
 */
export function asResponse(returned: unknown): StreamedResponse {
  if (isPlainResponse(returned)) return returned
  if (returned === undefined || returned === null || isWhole(returned) || isStream(returned)) {
    return { body: returned as StreamableBody }
  }
  if (isWebResponse(returned)) return responseOfWeb(returned)
  if (isShapedAsResponse(returned)) return returned
  if (isRecord(returned)) return withJsonBody({ statusCode: 200, body: returned as never })
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

/**
 * The response with its body as JSON, if the body is data: an object, or a list whose first item is neither
 * text nor bytes. API Gateway and Function URLs take objects for JSON too:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @throws AppTheoryError `stream.invalid_response` for data that JSON cannot hold
 */
export function withJsonBody(response: StreamedResponse): StreamedResponse {
  const { headers, multiValueHeaders, body } = response
  if (!isData(body)) return response
  const names = Object.keys({ ...headers, ...multiValueHeaders })
  const hasType = names.some((name) => name.toLowerCase() === 'content-type')
  const typed = hasType ? headers : { ...headers, 'content-type': 'application/json' }
  return { ...response, headers: typed, body: jsonOf(body) }
}

function isData(body: unknown): boolean {
  return Array.isArray(body) ? body.length > 0 && !isWhole(body[0]) : isRecord(body)
}

function jsonOf(data: unknown): string {
  try {
    return JSON.stringify(data)
  } catch (cause) {
    throw invalidResponse('the object that the handler returned cannot be written as JSON', cause)
  }
}
