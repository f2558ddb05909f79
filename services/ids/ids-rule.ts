import type { OptionSchema } from '@middy/util'

/** What an option must be to be a source of identifiers. */
export const idsRule: OptionSchema = {
  type: 'object',
  properties: { next: { instanceof: 'Function' } },
  required: ['next'],
  additionalProperties: true,
}
