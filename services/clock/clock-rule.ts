import type { OptionSchema } from '@middy/util'

/** What an option must be to be a clock. */
export const clockRule: OptionSchema = {
  type: 'object',
  properties: { now: { instanceof: 'Function' } },
  required: ['now'],
  additionalProperties: true,
}
