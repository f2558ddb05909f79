import { isDeepStrictEqual } from 'node:util'
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

/** What a response was when its prelude was sent. */
export interface ResponseSnapshot {
  readonly response: StreamedResponse
  readonly fields: Fields
}

const fieldOrder = ['statusCode', 'headers', 'multiValueHeaders', 'cookies'] as const

type Field = Pick<LateMutation, 'field' | 'name'> & { readonly value: unknown }
type Fields = ReadonlyMap<string, Field>

export function snapshotOf(response: StreamedResponse): ResponseSnapshot {
  return { response, fields: fieldsOf(response) }
}

/**
 * What has changed since, each field and header once, although several responses may share them. A response
 * that can no longer be read counts as unchanged.
 */
export function lateMutations(snapshots: readonly ResponseSnapshot[]): readonly LateMutation[] {
  const found = new Map<string, LateMutation>()
  for (const { response, fields } of snapshots) {
    const now = readableFieldsOf(response) ?? fields
    for (const [key, { field, name }] of [...fields, ...now]) {
      const sent = fields.get(key)?.value
      const attempted = now.get(key)?.value
      if (isDeepStrictEqual(sent, attempted)) continue
      found.set(key, { field, ...(name !== undefined && { name }), sent, attempted })
    }
  }
  return fieldOrder.flatMap((field) => [...found.values()].filter((mutation) => mutation.field === field))
}

function readableFieldsOf(response: StreamedResponse): Fields | undefined {
  try {
    return fieldsOf(response)
  } catch {
    return undefined
  }
}

function fieldsOf({ statusCode, headers, multiValueHeaders, cookies }: StreamedResponse): Fields {
  const headerFields = (field: 'headers' | 'multiValueHeaders', map: object | null | undefined): Field[] =>
    Object.entries(map ?? {}).map(([name, value]) => ({ field, name, value: copyOf(value) }))
  const fields: Field[] = [
    { field: 'statusCode', value: statusCode },
    ...headerFields('headers', headers),
    ...headerFields('multiValueHeaders', multiValueHeaders),
    { field: 'cookies', value: copyOf(cookies) },
  ]
  return new Map(fields.map((field) => [`${field.field} ${field.name}`, field]))
}

function copyOf(value: unknown): unknown {
  return Array.isArray(value) ? [...value] : value
}
