import { httpEventOf, onlyHeaderValue } from '../../http/http-event.ts'

/**
 * The value of a header that holds a credential. One that arrives more than once is not a credential, nor is
 * one with a comma, which is how payload format 2.0 joins several: its caller could choose which value
 * counts.
 */
export function credentialHeader(event: unknown, name: string): string | undefined {
  const http = httpEventOf(event)
  const value = http && onlyHeaderValue(http, name)
  return value?.includes(',') ? undefined : value
}
