import type { ObjectRule } from '@middy/util'
import { aFunction } from '../../option-rules.ts'

/** What `fixedWindow`, `slidingWindow` and `multiWindow` make, and not what they take. */
export const strategyRule: ObjectRule = {
  type: 'object',
  properties: { windows: { type: 'array' }, windowsFor: aFunction },
  required: ['windows', 'windowsFor'],
  additionalProperties: true,
}
