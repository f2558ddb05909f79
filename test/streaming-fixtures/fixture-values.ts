import type { ErrorSpec, OddValue, PartSpec } from './fixture-case.ts'

export function oddValue(kind: OddValue): unknown {
  switch (kind) {
    case 'number':
      return 42
    case 'date':
      return new Date(0)
    case 'function':
      return () => 'body'
    case 'null':
      return null
    case 'object':
      return { unknown: 'shape' }
    case 'symbol':
      return Symbol('body')
    case 'throwing-getters':
      return {
        get statusCode(): never {
          throw new Error('statusCode cannot be read')
        },
      }
  }
}

export function errorOf(spec: ErrorSpec): unknown {
  if (spec.instead === 'throwing-getters') return errorThatCannotBeRead()
  if (spec.instead) return oddValue(spec.instead)
  const { name, message = 'it failed', messageLength, instead: _, ...properties } = spec
  const error = new Error(messageLength === undefined ? message : 'x'.repeat(messageLength))
  if (name !== undefined) error.name = name
  return Object.assign(error, properties)
}

function errorThatCannotBeRead(): Error {
  const error = new Error('hidden')
  for (const property of ['name', 'message', 'stack', 'code', 'statusCode', 'expose', 'headers', 'cause']) {
    Object.defineProperty(error, property, {
      get() {
        throw new Error(`${property} cannot be read`)
      },
    })
  }
  return error
}

/** The chunk that a part stands for; undefined where it is no chunk. */
export function chunkOf(part: PartSpec): string | Buffer | undefined {
  if ('text' in part) return part.text
  if ('base64' in part) return Buffer.from(part.base64, 'base64')
  if ('utf16' in part) return String.fromCharCode(...part.utf16)
  if ('repeat' in part) return part.repeat.text.repeat(part.repeat.times)
  return undefined
}

export function bytesOf(parts: readonly PartSpec[]): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(chunkOf(part) ?? '')))
}
