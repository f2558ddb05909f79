import { httpEventOf, onlyHeaderValue } from '../../http/http-event.ts'

/**
 * The value of a header that holds a credential. A header that arrives more than once is not a credential:
 * its caller could choose which value counts. A comma means the same, because payload format 2.0 joins
 * several values with it.
 */
export function credentialHeader(event: unknown, name: string): string | undefined {
  const http = httpEventOf(event)
  const value = http && onlyHeaderValue(http, name)
  return value?.includes(',') ? undefined : value
}
