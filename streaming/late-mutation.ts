import type { StreamedResponse } from './streamed-response.ts'

/** A change of a response after its prelude was sent: the client never sees it. */
export interface LateMutation {
  readonly field: 'statusCode' | 'headers' | 'multiValueHeaders' | 'cookies'
  /** Which header, as it was written. */
  readonly name?: string
  /** The value that went out; `undefined` where there was none. */
  readonly sent: unknown
  /** The value that came too late; `undefined` for a removal. */
  readonly attempted: unknown
}

/** What a response said at the moment of its prelude. */
export interface ResponseSnapshot {
  readonly response: StreamedResponse
  readonly statusCode: unknown
  readonly headers: ReadonlyMap<string, unknown>
  readonly multiValueHeaders: ReadonlyMap<string, unknown>
  readonly cookies: unknown
}

export function snapshotOf(response: StreamedResponse): ResponseSnapshot {
  return {
    response,
    statusCode: response.statusCode,
    headers: copyOfEntries(response.headers),
    multiValueHeaders: copyOfEntries(response.multiValueHeaders),
    cookies: copyOf(response.cookies),
  }
}

/**
 * What has changed since, each field and header once, although several responses may share them. A response
 * that can no longer be read counts as unchanged.
 */
export function lateMutations(snapshots: readonly ResponseSnapshot[]): readonly LateMutation[] {
  const found = snapshots.flatMap(mutationsOf)
  return [
    ...new Map(found.map((mutation) => [`${mutation.field} ${mutation.name ?? ''}`, mutation])).values(),
  ]
}

function mutationsOf(snapshot: ResponseSnapshot): readonly LateMutation[] {
  try {
    const now = snapshotOf(snapshot.response)
    return [
      ...changed('statusCode', snapshot.statusCode, now.statusCode),
      ...changedEntries('headers', snapshot.headers, now.headers),
      ...changedEntries('multiValueHeaders', snapshot.multiValueHeaders, now.multiValueHeaders),
      ...changed('cookies', snapshot.cookies, now.cookies),
    ]
  } catch {
    return []
  }
}

function copyOfEntries(headers: object | null | undefined): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(headers ?? {}).map(([name, value]) => [name, copyOf(value)]))
}

function copyOf(value: unknown): unknown {
  return Array.isArray(value) ? [...value] : value
}

function changedEntries(
  field: 'headers' | 'multiValueHeaders',
  sent: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
): readonly LateMutation[] {
  const names = new Set([...sent.keys(), ...now.keys()])
  return [...names].flatMap((name) =>
    changed(field, sent.get(name), now.get(name)).map((change) => ({ ...change, name })),
  )
}

function changed(field: LateMutation['field'], sent: unknown, attempted: unknown): readonly LateMutation[] {
  return isSame(sent, attempted) ? [] : [{ field, sent, attempted }]
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return Object.is(one, other)
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]))
}
