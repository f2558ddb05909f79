import type { ObjectRule } from '@middy/util'

/** What `fixedWindow`, `slidingWindow` and `multiWindow` make, and not what they take. */
export const strategyRule: ObjectRule = {
  type: 'object',
  properties: { windows: { type: 'array' }, windowsFor: { instanceof: 'Function' } },
  required: ['windows', 'windowsFor'],
  additionalProperties: true,
}
