import { item } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { type ConformanceCase, returns, step } from '../../conformance-case.ts'
import { PLAIN } from '../../tables.ts'
import { fresh, input } from './requests.ts'

export const newItemCases: readonly ConformanceCase[] = [
  fresh(
    'makes an item that is not there',
    input('SET s = :v', { ':v': 'x' }),
    returns({ Attributes: item({ pk: 'a', s: 'x' }) }),
  ),
  fresh(
    'makes an item of its key alone without an expression',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnValues: 'ALL_NEW' },
    returns({ Attributes: item({ pk: 'a' }) }),
  ),
  plain(
    'REMOVE alone on a missing item makes it',
    step('UpdateItem', input('REMOVE s'), returns({ Attributes: item({ pk: 'a' }) })),
    step('GetItem', { TableName: PLAIN, Key: item({ pk: 'a' }) }, returns({ Item: item({ pk: 'a' }) })),
  ),
]
