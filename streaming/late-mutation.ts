import { isDeepStrictEqual } from 'node:util'
import type { StreamedResponse } from './streamed-response.ts'

/** A change of a response after its prelude was sent. The client never sees it. */
export interface LateMutation {
  /** The part of the response that was changed. */
  readonly field: 'statusCode' | 'headers' | 'multiValueHeaders' | 'cookies'
  /** The name of the header, as it was written. Absent if the change is not about one header. */
  readonly name?: string
  /** The value that was sent; `undefined` if there was none. */
  readonly sent: unknown
  /** The value that came too late; `undefined` for a removal. */
  readonly attempted: unknown
}

/** What a response was when its prelude was sent. */
export interface ResponseSnapshot {
  readonly response: StreamedResponse
  readonly fields: Fields
}

const order = ['statusCode', 'headers', 'multiValueHeaders', 'cookies'] as const

type Field = Pick<LateMutation, 'field' | 'name'> & { readonly value: unknown }
type Fields = ReadonlyMap<string, Field>

export function snapshotOf(response: StreamedResponse): ResponseSnapshot {
  return { response, fields: fieldsOf(response) }
}

/**
 * The changes since the snapshots, each field and header once, although several responses may share them. A
 * response that cannot be read any more counts as unchanged.
 */
export function lateMutations(snapshots: readonly ResponseSnapshot[]): readonly LateMutation[] {
  const found = new Map<string, LateMutation>()
  for (const { response, fields } of snapshots) {
    const now = readableFieldsOf(response) ?? fields
    for (const [key, { value: _, ...field }] of [...fields, ...now]) {
      const sent = fields.get(key)?.value
      const attempted = now.get(key)?.value
      if (!isDeepStrictEqual(sent, attempted)) found.set(key, { ...field, sent, attempted })
    }
  }
  return [...found.values()].sort((one, other) => order.indexOf(one.field) - order.indexOf(other.field))
}

function readableFieldsOf(response: StreamedResponse): Fields | undefined {
  try {
    return fieldsOf(response)
  } catch {
    return undefined
  }
}

/** Each header is a field of its own. */
function fieldsOf(response: StreamedResponse): Fields {
  const fields = new Map<string, Field>()
  for (const field of order) {
    const value = response[field] ?? undefined
    if (typeof value !== 'object' || Array.isArray(value)) fields.set(field, { field, value: copyOf(value) })
    else {
      for (const [name, one] of Object.entries(value)) {
        fields.set(`${field} ${name}`, { field, name, value: copyOf(one) })
      }
    }
  }
  return fields
}

function copyOf(value: unknown): unknown {
  return Array.isArray(value) ? [...value] : value
}
