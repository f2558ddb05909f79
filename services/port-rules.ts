import type { ObjectRule } from '@middy/util'

/** The rule of an option that others implement: an object with these methods, of its own or of its class. */
export function portRule(...methods: readonly string[]): ObjectRule {
  return {
    type: 'object',
    properties: Object.fromEntries(methods.map((method) => [method, { instanceof: 'Function' }])),
    required: methods,
    additionalProperties: true,
  }
}

export const clockRule: ObjectRule = portRule('now')

/** Of a source of identifiers. */
export const idsRule: ObjectRule = portRule('next')

/** Of a client of the SDK, of whichever copy. */
export const clientRule: ObjectRule = portRule('send')
