import { DynamoDBException } from './exceptions.ts'
import type { FaultError } from './faults.ts'
import type { LoggedRequest } from './operation-log.ts'
import { NO_REASON, transactionCanceled } from './operations/transactions/transaction-cancellation.ts'
import type { TableStore } from './store/table-store.ts'

const ON_DEMAND_MESSAGE =
  'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling ' +
  'your table or index ' +
  'so please try again shortly. If exceptions persist, check if you have a hot key: ' +
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html'

const PROVISIONED_MESSAGE =
  'The level of configured provisioned throughput for the table was exceeded. ' +
  'Consider increasing your provisioning level with the UpdateTable API.'

/** The answer of a fault that is one. */
export function faultException(
  error: Exclude<FaultError, 'connection-reset' | 'hang' | 'unprocessed'>,
  request: LoggedRequest,
  store: TableStore,
): DynamoDBException {
  switch (error) {
    case 'internal-error':
      return new DynamoDBException('InternalServerError', 'Internal server error')
    case 'service-unavailable':
      return new DynamoDBException('ServiceUnavailable', 'Service is temporarily unavailable')
    case 'throttle':
      return throttled(request, store)
  }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
function throttled({ tables, input }: LoggedRequest, store: TableStore): DynamoDBException {
  const [name = ''] = tables
  const onDemand = store.find(store.nameOf(name))?.definition.onDemand ?? true
  const message = onDemand ? ON_DEMAND_MESSAGE : PROVISIONED_MESSAGE
  const actions = input['TransactItems']
  if (!Array.isArray(actions)) {
    return new DynamoDBException(
      onDemand ? 'ThrottlingException' : 'ProvisionedThroughputExceededException',
      message,
    )
  }
  const reason = { Code: onDemand ? 'ThrottlingError' : 'ProvisionedThroughputExceeded', Message: message }
  return transactionCanceled(actions.map((_, i) => (i === 0 ? reason : NO_REASON)))
}
