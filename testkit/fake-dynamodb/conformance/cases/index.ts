import type { ConformanceCase } from '../conformance-case.ts'
import { batchCases } from './batches.ts'
import { capacityCases } from './capacity.ts'
import { conditionCases } from './condition-expressions.ts'
import { deleteItemCases } from './delete-item.ts'
import { getItemCases } from './get-item.ts'
import { indexCases } from './indexes.ts'
import { numberCases } from './numbers.ts'
import { putItemCases } from './put-item.ts'
import { queryCases } from './query.ts'
import { scanCases } from './scan.ts'
import { tableCases } from './tables.ts'
import { transactionCases } from './transactions.ts'
import { updateItemCases } from './update-item.ts'

/** Every case, by topic. */
export const cases: readonly ConformanceCase[] = [
  ...tableCases,
  ...putItemCases,
  ...numberCases,
  ...getItemCases,
  ...conditionCases,
  ...updateItemCases,
  ...deleteItemCases,
  ...queryCases,
  ...scanCases,
  ...indexCases,
  ...batchCases,
  ...transactionCases,
  ...capacityCases,
]
