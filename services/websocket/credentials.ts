import { AppTheoryError, isAppTheoryError } from '../../errors.ts'

/** AWS credentials, as the SDK has them. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** When they cease to be valid; a provider is asked again before. */
  readonly expiration?: Date
}

/** Credentials, or whatever finds some when they are needed: any provider of the SDK is one. */
export type CredentialsSource = AwsCredentials | ((...properties: never[]) => Promise<AwsCredentials>)

type Provider = (properties?: Record<string, unknown>) => Promise<AwsCredentials>

/**
 * A provider that answers with a usable identity or with a coded error: `websocket.missing_credentials` where
 * the chain came up empty, `websocket.invalid_credentials` where a provider failed or returned something
 * broken. No message repeats what the provider said, which may be secret; it is the `cause`.
 */
export function guardedCredentials(source: CredentialsSource): Provider {
  return async (properties) => {
    let identity: unknown
    try {
      identity = typeof source === 'function' ? await (source as Provider)(properties) : source
    } catch (error) {
      throw credentialsError(error)
    }
    assertIdentity(identity)
    return identity
  }
}

/** What the failure of a provider means. */
export function credentialsError(error: unknown): AppTheoryError {
  if (isAppTheoryError(error)) return error
  if (foundNone(error)) {
    return new AppTheoryError('websocket.missing_credentials', 'no provider of the chain has credentials', {
      cause: error,
    })
  }
  return invalidCredentials('the provider of credentials failed', error)
}

function foundNone(error: unknown): boolean {
  return /could not load credentials from any providers/i.test(String((error as Error | undefined)?.message))
}

function assertIdentity(identity: unknown): asserts identity is AwsCredentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = (identity ?? {}) as Record<
    string,
    unknown
  >
  // A line break would end a header; the SDK finds out only when it sends.
  const isToken = (value: unknown): boolean => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
  const broken = [
    !isToken(accessKeyId) && 'accessKeyId',
    !isToken(secretAccessKey) && 'secretAccessKey',
    sessionToken !== undefined && sessionToken !== '' && !isToken(sessionToken) && 'sessionToken',
    expiration !== undefined && !isDate(expiration) && 'expiration',
  ].filter(Boolean)
  if (broken.length === 0) return
  throw invalidCredentials(`the identity has no usable ${broken.join(', ')}`, {
    package: 'apptheory-middy',
    data: { broken },
  })
}

function isDate(value: unknown): boolean {
  return value instanceof Date && !Number.isNaN(value.getTime())
}

function invalidCredentials(message: string, cause: unknown): AppTheoryError {
  return new AppTheoryError('websocket.invalid_credentials', message, { cause })
}
