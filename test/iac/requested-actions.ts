import type { FakeDynamoDB, LoggedRequest } from '../../testkit/index.ts'

const transactionActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
}

/** The IAM actions that the logged requests need, in order. A transaction needs those of its parts. */
export function requestedActions({ log }: Pick<FakeDynamoDB, 'log'>): readonly string[] {
  const actions = log.requests().flatMap(actionsOf)
  return [...new Set(actions)].sort().map((action) => `dynamodb:${action}`)
}

function actionsOf({ operation, input }: LoggedRequest): readonly string[] {
  const parts = input['TransactItems'] as readonly object[] | undefined
  return (
    parts?.flatMap((part) => Object.keys(part).map((kind) => transactionActions[kind] ?? kind)) ?? [operation]
  )
}
