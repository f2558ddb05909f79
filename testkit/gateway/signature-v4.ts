import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { AwsCredentials } from '../../services/websocket/credentials.ts'
import type { ConnectionErrorName } from '../websocket/connections-wire.ts'

export interface SignedRequest {
  readonly method: string
  /** As it was sent, escaped. */
  readonly path: string
  /** As it was sent, without `?`. */
  readonly query: string
  /** Names lower-case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

export interface SignatureRules {
  /** Whose requests are accepted. Without it a request needs a signature, and any will do. */
  readonly credentials?: readonly AwsCredentials[] | undefined
  readonly region: string
  readonly service: string
  /** Epoch milliseconds. */
  readonly now: number
}

export interface SignatureRefusal {
  readonly name: ConnectionErrorName
  readonly message: string
}

const authorizationPattern =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/

// AWS takes requests that were signed within five minutes.
const MAX_SKEW_MS = 5 * 60_000

/**
 * Why the Signature Version 4 of a request is rejected; `undefined` if it is accepted.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureRefusal(
  request: SignedRequest,
  rules: SignatureRules,
): SignatureRefusal | undefined {
  const { authorization } = request.headers
  if (!authorization) return refusal('MissingAuthenticationTokenException', 'Missing Authentication Token')
  const match = authorizationPattern.exec(authorization)
  const date = request.headers['x-amz-date'] ?? ''
  if (!match || !/^\d{8}T\d{6}Z$/.test(date)) {
    return refusal('IncompleteSignatureException', 'Authorization header is not that of Signature Version 4')
  }
  if (!rules.credentials) return undefined
  const [, accessKeyId = '', day = '', region = '', service = '', signedHeaders = '', signature = ''] = match
  const known = rules.credentials.find((one) => one.accessKeyId === accessKeyId)
  const scope = [day, region, service, 'aws4_request'].join('/')
  if (!known || known.sessionToken !== request.headers['x-amz-security-token']) {
    return refusal('UnrecognizedClientException', 'The security token included in the request is invalid.')
  }
  if (known.expiration && known.expiration.getTime() <= rules.now) {
    return refusal('ExpiredTokenException', 'The security token included in the request is expired')
  }
  if (region !== rules.region || service !== rules.service || !date.startsWith(day)) {
    return refusal(
      'InvalidSignatureException',
      `Credential should be scoped to ${rules.region}/${rules.service}`,
    )
  }
  if (Math.abs(epochOf(date) - rules.now) > MAX_SKEW_MS) {
    return refusal('InvalidSignatureException', `Signature expired: ${date} is too far from now`)
  }
  const expected = signatureOf({ request, signedHeaders, date, scope, secret: known.secretAccessKey })
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
    return refusal(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided.',
    )
  }
  return undefined
}

interface SignatureParts {
  readonly request: SignedRequest
  readonly signedHeaders: string
  readonly date: string
  readonly scope: string
  readonly secret: string
}

function signatureOf({ request, signedHeaders, date, scope, secret }: SignatureParts): string {
  const canonicalRequest = [
    request.method,
    request.path.split('/').map(escaped).join('/'),
    canonicalQuery(request.query),
    ...signedHeaders.split(';').map((name) => `${name}:${canonicalValue(request.headers[name])}`),
    '',
    signedHeaders,
    sha256(request.body),
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonicalRequest)].join('\n')
  const key = scope
    .split('/')
    .reduce<Buffer | string>((secretKey, part) => hmac(secretKey, part), `AWS4${secret}`)
  return hmac(key, toSign).toString('hex')
}

/** Sorted by name and then by value, not by the two in one: `=` would count between them. */
function canonicalQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)].map((pair) => pair.map(escaped))
  pairs.sort(([name = '', value = ''], [otherName = '', otherValue = '']) => {
    return compare(name, otherName) || compare(value, otherValue)
  })
  return pairs.map((pair) => pair.join('=')).join('&')
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

function canonicalValue(value = ''): string {
  return value.trim().replace(/ +/g, ' ')
}

/** As RFC 3986 has it; the path is escaped once more than it was sent. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function epochOf(date: string): number {
  return Date.parse(date.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'))
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

function refusal(name: ConnectionErrorName, message: string): SignatureRefusal {
  return { name, message }
}
