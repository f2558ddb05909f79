import { AppTheoryError } from '../../errors.ts'

export function invalidResponse(message: string, cause?: unknown): AppTheoryError {
  return new AppTheoryError('stream.invalid_response', message, { cause })
}

export function invalidHeader(message: string): AppTheoryError {
  return new AppTheoryError('stream.invalid_header', message)
}

/** For a body, or a chunk of one, that cannot be sent. */
export function invalidBody(message: string, cause?: unknown): AppTheoryError {
  return new AppTheoryError('stream.invalid_body', message, { cause })
}

/** What kind of value it is, for a message: never its contents. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`
  return `an object of type ${Object.prototype.toString.call(value).slice('[object '.length, -1)}`
}
