import { validationException } from '../exceptions.ts'
import { tableDescriptionOf } from './describe-table.ts'
import type { Operation } from './operation-context.ts'
import { parseTableDefinition } from './parse-table-definition.ts'

/** Tables are active at once: nobody has to wait for one. */
export const createTable: Operation = (input, { store, now }) => {
  const table = store.create(parseTableDefinition(input), now)
  return { TableDescription: tableDescriptionOf(table, store, 'ACTIVE') }
}

export const describeTable: Operation = (input, { store }) => {
  return { Table: tableDescriptionOf(store.describe(input['TableName'] as string), store, 'ACTIVE') }
}

export const deleteTable: Operation = (input, { store, now }) => {
  const table = store.describe(input['TableName'] as string)
  if (table.definition.deletionProtection) {
    throw validationException(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion ' +
        'protection first.',
    )
  }
  store.delete(table, now)
  return { TableDescription: tableDescriptionOf(table, store, 'DELETING') }
}

const MAX_LISTED = 100

export const listTables: Operation = (input, { store }) => {
  const after = (input['ExclusiveStartTableName'] as string | null | undefined) ?? ''
  const limit = (input['Limit'] as number | null | undefined) ?? MAX_LISTED
  const names = store.names().filter((name) => name > after)
  const page = names.slice(0, limit)
  return {
    TableNames: page,
    LastEvaluatedTableName: names.length > page.length ? page.at(-1) : undefined,
  }
}
