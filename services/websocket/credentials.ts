import { AppTheoryError, isAppTheoryError } from '../../errors.ts'

/** AWS credentials, in the form of the SDK. */
export interface AwsCredentials {
  /** The public part of the access key. */
  readonly accessKeyId: string
  /** The secret that signs requests. It is never logged, and is not part of any error. */
  readonly secretAccessKey: string
  /** The token of temporary credentials, such as those of a Lambda function. Absent for permanent ones. */
  readonly sessionToken?: string
  /** When they expire. A provider is called again before. Absent if they do not expire. */
  readonly expiration?: Date
}

/** Credentials, or a function that returns them when they are needed, such as a provider of the SDK. */
export type CredentialsSource = AwsCredentials | ((...properties: never[]) => Promise<AwsCredentials>)

type Provider = (properties?: Record<string, unknown>) => Promise<AwsCredentials>

/**
 * A provider that returns a usable identity or throws a coded error. The code is
 * `websocket.missing_credentials` if no provider of the chain has credentials, and
 * `websocket.invalid_credentials` if a provider fails or returns an unusable identity. The error of the
 * provider is the `cause`. No message repeats it: it may contain secrets.
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

/** The coded error for the failure of a provider. */
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
  // A line break would end a header. The SDK checks this only when it sends.
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
