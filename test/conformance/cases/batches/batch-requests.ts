import { item } from '../../attribute-values.ts'
import type { Input } from '../../conformance-case.ts'
import { PLAIN } from '../../tables.ts'

export const puts = (...pks: string[]): Input[] =>
  pks.map((pk) => ({ PutRequest: { Item: item({ pk, v: 1 }) } }))
export const deletes = (...pks: string[]): Input[] =>
  pks.map((pk) => ({ DeleteRequest: { Key: item({ pk }) } }))
export const write = (requests: readonly unknown[], more: Input = {}): Input => ({
  RequestItems: { [PLAIN]: requests },
  ...more,
})
export const keysOf = (...pks: string[]): Input[] => pks.map((pk) => item({ pk }))
export const read = (more: Input): Input => ({ RequestItems: { [PLAIN]: more } })
