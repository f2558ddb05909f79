/** The trailers that end the response of an invocation that failed. Names lower-case. */
export interface ErrorTrailers {
  readonly 'lambda-runtime-function-error-type': string
  /** JSON with `errorType`, `errorMessage` and `trace`, as base64. */
  readonly 'lambda-runtime-function-error-body': string
}

/**
 * How many bytes of trailers the Runtime API of this testkit takes; the runtime does not survive its refusal
 * of more.
 */
export const maxTrailerBytes: number = 64 * 1024

/**
 * The trailers of the runtime interface client for `error`.
 * @throws TypeError for a name that is not a header value, and RangeError for more than
 * {@link maxTrailerBytes}: both end the runtime
 */
export function errorTrailers(error: unknown): ErrorTrailers {
  const formatted = formatError(error)
  const type = String(formatted.errorType)
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(type)) {
    throw new TypeError('the name of the error is not a header value')
  }
  const body = Buffer.from(JSON.stringify(formatted)).toString('base64')
  if (type.length + body.length > maxTrailerBytes)
    throw new RangeError('the error does not fit into trailers')
  return { 'lambda-runtime-function-error-type': type, 'lambda-runtime-function-error-body': body }
}

/** The code at the beginning of the message of an error that `streamifyResponse` let through. */
export function streamErrorCodeOf(
  trailers: Readonly<Record<string, string>> | undefined,
): string | undefined {
  const body = trailers?.['lambda-runtime-function-error-body']
  if (body === undefined) return undefined
  const { errorMessage } = JSON.parse(Buffer.from(body, 'base64').toString()) as { errorMessage?: unknown }
  return /^([a-z_]+\.[a-z_]+): /.exec(String(errorMessage))?.[1]
}

interface FormattedError {
  readonly errorType: unknown
  readonly errorMessage: unknown
  readonly trace: readonly string[]
}

function formatError(error: unknown): FormattedError {
  try {
    if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
    return {
      errorType: withoutDelete(error.name),
      errorMessage: withoutDelete(error.message),
      trace: withoutDelete(error.stack)?.split('\n') ?? [],
    }
  } catch {
    return { errorType: 'handled', errorMessage: 'an error that cannot be read', trace: [] }
  }
}

function withoutDelete(text: string | undefined): string | undefined {
  return text?.replaceAll('\x7f', '%7F')
}
