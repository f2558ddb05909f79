import { invalid, type LocalDifference, onLocal, type Refuses, refuses } from './conformance-case.ts'
import { LESS_DETAIL, OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS } from './local-reasons.ts'

/** A request for a table that does not exist. */
export const NOT_FOUND: Refuses = refuses(
  'ResourceNotFoundException',
  'Requested resource not found',
  undefined,
  onLocal(
    refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
    OTHER_NOT_FOUND,
  ),
)

const wrongKey = (local: string): Refuses =>
  invalid('The provided key element does not match the schema', onLocal(local, LESS_DETAIL))

export const KEY_OF_OTHER_TYPE: Refuses = wrongKey(
  'One or more parameter values were invalid: Type mismatch for key',
)
export const KEY_OF_OTHER_NAME: Refuses = wrongKey('One of the required keys was not given a value')
export const KEY_OF_OTHER_SIZE: Refuses = wrongKey('The number of conditions on the keys is invalid')

/** A value that the API model forbids. */
export function violation(value: string, path: string, constraint: string, local?: LocalDifference): Refuses {
  return invalid(
    `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ` +
      `${constraint}`,
    local,
  )
}

/** A size that the API model forbids, in the newer words of some operations: they repeat no value. */
export function sizeViolation(path: string, constraint: string, local?: LocalDifference): Refuses {
  return invalid(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must ${constraint}`,
    local,
  )
}

/** A key attribute of a table that is empty. */
export function emptyKey(name: string, type: 'string' | 'binary' = 'string'): Refuses {
  return invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain ` +
      `an empty ${type} value. Key: ${name}`,
  )
}

/** DynamoDB Local on the name of a table or index. */
export const INVALID_NAME_ON_LOCAL: LocalDifference = onLocal(
  'Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may ' +
    "contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
  OWN_CONSTRAINT_WORDS,
)
