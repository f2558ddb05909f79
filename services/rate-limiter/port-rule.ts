import type { OptionSchemaRule } from '@middy/util'

/** The rule of an option that others implement: an object with these methods, of its own or of its class. */
export function portRule(...methods: readonly string[]): OptionSchemaRule {
  return {
    type: 'object',
    properties: Object.fromEntries(methods.map((method) => [method, { instanceof: 'Function' }])),
    required: [...methods],
    additionalProperties: true,
  }
}

export const clockRule: OptionSchemaRule = portRule('now')

/** What `fixedWindow`, `slidingWindow` and `multiWindow` make, and not what they take. */
export const strategyRule: OptionSchemaRule = {
  type: 'object',
  properties: { windows: { type: 'array' }, windowsFor: { instanceof: 'Function' } },
  required: ['windows', 'windowsFor'],
  additionalProperties: true,
}
