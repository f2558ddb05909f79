import { AppTheoryError, isAppTheoryError } from '../../errors.ts'
import { credentialsError } from './credentials.ts'
import type { WebSocketErrorCode } from './websocket-error.ts'

/**
 * How far a request has come: before its signature (credentials, region, endpoint), during it, or after it.
 */
export type SendPhase = 'preparing' | 'signing' | 'sending'

interface SdkError {
  readonly name?: unknown
  readonly message?: unknown
  readonly $metadata?: { readonly httpStatusCode?: unknown }
}

const messages: Readonly<Partial<Record<WebSocketErrorCode, string>>> = {
  'websocket.gone': 'the connection does not exist',
  'websocket.throttled': 'API Gateway throttles the requests',
  'websocket.payload_too_large': 'API Gateway rejected the message as too large',
  'websocket.forbidden':
    'API Gateway denied access: check execute-api:ManageConnections, the endpoint and the stage',
  'websocket.invalid_connection': 'API Gateway rejected the connection ID',
  'websocket.invalid_credentials': 'API Gateway rejected the credentials or the signature',
  'websocket.invalid_endpoint': 'the endpoint does not serve the @connections of a WebSocket API',
  'websocket.missing_region': 'the region for the signature is unknown: pass `region`',
  'websocket.signing_failed': 'the request could not be signed',
  'websocket.unavailable': 'API Gateway or the network failed',
}

/**
 * The coded error for an error of the SDK, which is its `cause`. The HTTP status decides before the name: API
 * Gateway answers some errors without a body, and the SDK then calls them `Unknown` or `SyntaxError`.
 * @see API Gateway Developer Guide, apigateway-how-to-call-websocket-api-connections.html
 */
export function managementError(error: unknown, phase: SendPhase): AppTheoryError {
  if (isAppTheoryError(error)) return error
  const sdkError = (error ?? {}) as SdkError
  const status = sdkError.$metadata?.httpStatusCode
  const code =
    typeof status === 'number'
      ? codeOfStatus(status, sdkError)
      : (codeOfName(sdkError) ?? codeOfPhase(phase, sdkError))
  if (code === undefined) return credentialsError(error)
  return new AppTheoryError(code, messages[code] ?? code, { cause: error })
}

function codeOfStatus(status: number, error: SdkError): WebSocketErrorCode {
  if (status === 410) return 'websocket.gone'
  if (status === 413) return 'websocket.payload_too_large'
  if (status === 429) return 'websocket.throttled'
  if (status === 408 || status >= 500) return 'websocket.unavailable'
  if (status === 400 || status === 401 || status === 403) {
    if (isAboutSignature(error)) return 'websocket.invalid_credentials'
    return codeOfName(error) ?? (status === 400 ? 'websocket.invalid_connection' : 'websocket.forbidden')
  }
  return codeOfName(error) ?? 'websocket.invalid_endpoint'
}

const codesByName: ReadonlyMap<unknown, WebSocketErrorCode> = new Map([
  ['GoneException', 'websocket.gone'],
  ['LimitExceededException', 'websocket.throttled'],
  ['PayloadTooLargeException', 'websocket.payload_too_large'],
  ['ForbiddenException', 'websocket.forbidden'],
  ['BadRequestException', 'websocket.invalid_connection'],
])

function codeOfName({ name }: SdkError): WebSocketErrorCode | undefined {
  return codesByName.get(name)
}

/** `undefined` if a provider of credentials failed. */
function codeOfPhase(phase: SendPhase, { name, message }: SdkError): WebSocketErrorCode | undefined {
  const said = String(message)
  if (phase === 'sending') return 'websocket.unavailable'
  if (/region is missing/i.test(said)) return 'websocket.missing_region'
  if (/credentials?providererror|tokenprovidererror/i.test(String(name))) return undefined
  if (/credential object is not valid|resolved credential/i.test(said)) return 'websocket.invalid_credentials'
  if (phase === 'preparing' && /credential/i.test(said)) return undefined
  return 'websocket.signing_failed'
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html, and the names of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/CommonErrors.html
const signatureNames: readonly string[] = [
  'InvalidSignature',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'UnrecognizedClient',
  'InvalidClientTokenId',
  'ExpiredToken',
  'RequestExpired',
  'MissingAuthenticationToken',
]

function isAboutSignature({ name, message }: SdkError): boolean {
  if (signatureNames.some((start) => String(name).startsWith(start))) return true
  return /security token|signature|authentication token/i.test(String(message))
}
