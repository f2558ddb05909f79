import { jsonParseProtectProto } from '@middy/util'
import { invalidEvent, reasonOf } from '../event-bus-errors.ts'

/** The payload as JSON. Refuses what JSON cannot say, and keys that reach for a prototype. */
export function payloadJsonOf(payload: unknown): string {
  const json = stringify(payload)
  if (json.includes('"__proto__"') || json.includes('"constructor"')) refusePrototypeKeys(json)
  return json
}

function stringify(payload: unknown): string {
  let json: string | undefined
  try {
    json = JSON.stringify(payload)
  } catch (error) {
    throw invalidEvent('payload', `payload is not JSON-serializable: ${reasonOf(error)}`, error)
  }
  if (json === undefined)
    throw invalidEvent('payload', 'payload is not JSON-serializable: it is undefined, a function or a symbol')
  return json
}

function refusePrototypeKeys(json: string): void {
  try {
    jsonParseProtectProto(json, undefined, 'apptheory-middy')
  } catch (error) {
    throw invalidEvent('payload', 'payload must not have the key __proto__ or constructor.prototype', error)
  }
}
