import { types } from 'node:util'
import { invalidEvent } from '../event-bus-errors.ts'

/** 9999-12-31: the last millisecond that RFC 3339 can write. */
const MAX_TIME_MS = 253_402_300_799_999

/** Of an event. A query may ask for as many, and DynamoDB takes 300 operators in an expression. */
export const MAX_TAGS = 100

/** Names under which a careless merge reaches the prototype of every object. */
const prototypeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

export function textField(field: string, value: unknown): string {
  if (typeof value !== 'string') throw invalidEvent(field, `${field} must be a string`)
  if (!value.isWellFormed()) throw invalidEvent(field, `${field} has half of a surrogate pair`)
  return value
}

/** Trimmed, and something. */
export function nameField(field: string, value: unknown, maxBytes: number): string {
  const name = textField(field, value).trim()
  if (name === '') throw invalidEvent(field, `${field} must not be blank`)
  // A UTF-16 unit is at most three bytes.
  if (name.length * 3 > maxBytes && Buffer.byteLength(name) > maxBytes) {
    throw invalidEvent(field, `${field} must not be longer than ${maxBytes} bytes`)
  }
  return name
}

/** Milliseconds since the epoch. */
export function timeField(field: string, value: unknown, maxMs: number = MAX_TIME_MS): number {
  if (!types.isDate(value)) throw invalidEvent(field, `${field} must be a Date`)
  const ms = value.getTime()
  if (!(ms >= 0 && ms <= maxMs)) {
    throw invalidEvent(
      field,
      `${field} must be a valid time from 1970 to ${new Date(maxMs).getUTCFullYear()}`,
    )
  }
  return ms
}

export function countField(field: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw invalidEvent(field, `${field} must be a whole number of at least 0`)
}

/** Trimmed, without blanks and duplicates, sorted: a set, as DynamoDB keeps it. */
export function tagsField(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw invalidEvent('tags', 'tags must be an array of strings')
  if (value.length > MAX_TAGS) throw invalidEvent('tags', `an event has at most ${MAX_TAGS} tags`)
  const tags = value.map((tag) => textField('tags', tag).trim()).filter(Boolean)
  return tags.length < 2 ? tags : [...new Set(tags)].sort()
}

export function metadataField(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidEvent('metadata', 'metadata must be an object of strings')
  }
  const entries = Object.entries(value).map(([name, text]) => [
    metadataName(name),
    textField('metadata', text),
  ])
  return Object.fromEntries(entries)
}

function metadataName(name: string): string {
  if (name === '' || prototypeKeys.has(name)) {
    throw invalidEvent('metadata', `metadata must not have the name ${JSON.stringify(name)}`)
  }
  return textField('metadata', name)
}
