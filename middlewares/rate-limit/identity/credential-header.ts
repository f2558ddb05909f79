import { httpEventOf, onlyHeaderValue } from '../../http/http-event.ts'

/**
 * The value of a header that holds a credential. A header that arrives more than once is not a credential,
 * because its caller could choose which value counts. Payload format 2.0 joins several values with a comma,
 * so that a value with a comma is not a credential either.
 */
export function credentialHeader(event: unknown, name: string): string | undefined {
  const http = httpEventOf(event)
  const value = http && onlyHeaderValue(http, name)
  return value?.includes(',') ? undefined : value
}
