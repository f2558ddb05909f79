import type { InstanceofRule, ObjectRule, StringRule } from '@middy/util'

// Rules that options of several services and middlewares have in common, in the form that `validateOptions`
// of Middy takes.

export const aFunction: InstanceofRule = { instanceof: 'Function' }

export const anObject: ObjectRule = { type: 'object', additionalProperties: true }

/** Text that is not empty. */
export const someText: StringRule = { type: 'string', minLength: 1 }

/** The rule of an option that others implement: an object with these methods, of its own or of its class. */
export function portRule(...methods: readonly string[]): ObjectRule {
  const properties = Object.fromEntries(methods.map((method) => [method, aFunction]))
  return { ...anObject, properties, required: methods }
}

export const clockRule: ObjectRule = portRule('now')

/** Of a source of identifiers. */
export const idsRule: ObjectRule = portRule('next')

/** Of a client of the SDK, of whichever copy. */
export const clientRule: ObjectRule = portRule('send')
