import { casesOf, type RequestCaseMaker } from '../../case-makers.ts'
import { type CaseMaker, casesOn, type Input } from '../../conformance-case.ts'

export const none: CaseMaker = casesOn()
export const NAME = 'conformance-table'
export const key = (AttributeName: string, KeyType = 'HASH'): Input => ({ AttributeName, KeyType })
export const attribute = (AttributeName: string, AttributeType = 'S'): Input => ({
  AttributeName,
  AttributeType,
})
export const create = (more: Input = {}): Input => ({
  TableName: NAME,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [attribute('pk')],
  KeySchema: [key('pk')],
  ...more,
})
export const gsi = (IndexName: string, hash: string, more: Input = {}): Input => ({
  IndexName,
  KeySchema: [key(hash)],
  Projection: { ProjectionType: 'ALL' },
  ...more,
})
export const sorted: Input = {
  AttributeDefinitions: [attribute('pk'), attribute('sk'), attribute('r')],
  KeySchema: [key('pk'), key('sk', 'RANGE')],
}
export const lsi = (IndexName: string, range: string, more: Input = {}): Input => ({
  IndexName,
  KeySchema: [key('pk'), key(range, 'RANGE')],
  Projection: { ProjectionType: 'KEYS_ONLY' },
  ...more,
})
export const refusal: RequestCaseMaker = casesOf(none, 'CreateTable')
