import type { ConformanceCase } from '../conformance-case.ts'
import { refusedBatchReadCases } from './batches/refused-reads.ts'
import { refusedBatchWriteCases } from './batches/refused-writes.ts'
import { batchResultCases } from './batches/results.ts'
import { capacityCases } from './capacity.ts'
import { deleteItemCases } from './delete-item.ts'
import { emptyTableNameCases } from './empty-table-names.ts'
import { conditionOutcomeCases } from './expressions/condition-outcomes.ts'
import { nameAndValueCases } from './expressions/names-and-values.ts'
import { projectionOutcomeCases } from './expressions/projection-outcomes.ts'
import { refusedConditionCases } from './expressions/refused-conditions.ts'
import { refusedKeyConditionCases } from './expressions/refused-key-conditions.ts'
import { refusedProjectionCases } from './expressions/refused-projections.ts'
import { refusedUpdateCases } from './expressions/refused-updates.ts'
import { updateOutcomeCases } from './expressions/update-outcomes.ts'
import { getItemCases } from './get-item.ts'
import { indexCases } from './indexes.ts'
import { numberCases } from './numbers/exactness.ts'
import { refusedNumberCases } from './numbers/refusals.ts'
import { putConditionCases } from './put-item/conditions.ts'
import { putKeyCases } from './put-item/keys.ts'
import { putParameterCases } from './put-item/parameters.ts'
import { putValueCases } from './put-item/values.ts'
import { refusedQueryCases } from './query/refused-parameters.ts'
import { queryResultCases } from './query/results.ts'
import { scanCases } from './scan.ts'
import { tableLifeCycleCases } from './tables/life-cycle.ts'
import { refusedTableIndexCases } from './tables/refused-indexes.ts'
import { refusedTableCases } from './tables/refused-keys.ts'
import { timeToLiveCases } from './tables/time-to-live.ts'
import { cancelledTransactionCases } from './transactions/cancelled-writes.ts'
import { transactionReadCases } from './transactions/reads.ts'
import { refusedTransactionCases } from './transactions/refused-writes.ts'
import { transactionWriteCases } from './transactions/writes.ts'
import { updateReturnCases } from './update-item/conditions-and-return-values.ts'
import { newItemCases } from './update-item/new-items.ts'
import { refusedUpdateValueCases } from './update-item/refused-values.ts'

/** Every case, by topic. */
export const cases: readonly ConformanceCase[] = [
  ...tableLifeCycleCases,
  ...timeToLiveCases,
  ...emptyTableNameCases,
  ...refusedTableCases,
  ...refusedTableIndexCases,
  ...putValueCases,
  ...putKeyCases,
  ...putParameterCases,
  ...putConditionCases,
  ...numberCases,
  ...refusedNumberCases,
  ...getItemCases,
  ...conditionOutcomeCases,
  ...refusedConditionCases,
  ...projectionOutcomeCases,
  ...refusedProjectionCases,
  ...updateOutcomeCases,
  ...refusedUpdateCases,
  ...nameAndValueCases,
  ...newItemCases,
  ...updateReturnCases,
  ...refusedUpdateValueCases,
  ...deleteItemCases,
  ...queryResultCases,
  ...refusedKeyConditionCases,
  ...refusedQueryCases,
  ...scanCases,
  ...indexCases,
  ...batchResultCases,
  ...refusedBatchWriteCases,
  ...refusedBatchReadCases,
  ...transactionWriteCases,
  ...cancelledTransactionCases,
  ...refusedTransactionCases,
  ...transactionReadCases,
  ...capacityCases,
]
