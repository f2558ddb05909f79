import type { Item } from './attributes/attribute-value.ts'

const DYNAMODB = 'com.amazonaws.dynamodb.v20120810#'
const CORAL_SERVICE = 'com.amazon.coral.service#'

export interface ExceptionDefinition {
  /** What stands before the name in `__type` on the wire. */
  readonly namespace: string
  readonly statusCode: number
}

/** The exceptions of DynamoDB that the fake answers with, by the names that the SDK gives them. */
export type ExceptionName =
  | 'ValidationException'
  | 'ConditionalCheckFailedException'
  | 'ResourceNotFoundException'
  | 'ResourceInUseException'
  | 'LimitExceededException'
  | 'TransactionCanceledException'
  | 'TransactionConflictException'
  | 'TransactionInProgressException'
  | 'IdempotentParameterMismatchException'
  | 'ProvisionedThroughputExceededException'
  | 'RequestLimitExceeded'
  | 'ItemCollectionSizeLimitExceededException'
  | 'ThrottlingException'
  | 'SerializationException'
  | 'UnknownOperationException'
  | 'AccessDeniedException'
  | 'ExpiredIteratorException'
  | 'TrimmedDataAccessException'
  | 'UnrecognizedClientException'
  | 'MissingAuthenticationTokenException'
  | 'IncompleteSignatureException'
  | 'InternalServerError'
  | 'ServiceUnavailable'

/**
 * The exceptions that the engine answers with, by name.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export const exceptionRegistry: Readonly<Record<ExceptionName, ExceptionDefinition>> = {
  ValidationException: { namespace: 'com.amazon.coral.validate#', statusCode: 400 },
  ConditionalCheckFailedException: { namespace: DYNAMODB, statusCode: 400 },
  ResourceNotFoundException: { namespace: DYNAMODB, statusCode: 400 },
  ResourceInUseException: { namespace: DYNAMODB, statusCode: 400 },
  LimitExceededException: { namespace: DYNAMODB, statusCode: 400 },
  TransactionCanceledException: { namespace: DYNAMODB, statusCode: 400 },
  TransactionConflictException: { namespace: DYNAMODB, statusCode: 400 },
  TransactionInProgressException: { namespace: DYNAMODB, statusCode: 400 },
  IdempotentParameterMismatchException: { namespace: DYNAMODB, statusCode: 400 },
  ProvisionedThroughputExceededException: { namespace: DYNAMODB, statusCode: 400 },
  RequestLimitExceeded: { namespace: DYNAMODB, statusCode: 400 },
  ItemCollectionSizeLimitExceededException: { namespace: DYNAMODB, statusCode: 400 },
  ThrottlingException: { namespace: 'com.amazon.coral.availability#', statusCode: 400 },
  SerializationException: { namespace: CORAL_SERVICE, statusCode: 400 },
  UnknownOperationException: { namespace: CORAL_SERVICE, statusCode: 400 },
  ExpiredIteratorException: { namespace: DYNAMODB, statusCode: 400 },
  TrimmedDataAccessException: { namespace: DYNAMODB, statusCode: 400 },
  AccessDeniedException: { namespace: CORAL_SERVICE, statusCode: 400 },
  UnrecognizedClientException: { namespace: CORAL_SERVICE, statusCode: 400 },
  MissingAuthenticationTokenException: { namespace: CORAL_SERVICE, statusCode: 400 },
  IncompleteSignatureException: { namespace: CORAL_SERVICE, statusCode: 400 },
  InternalServerError: { namespace: DYNAMODB, statusCode: 500 },
  ServiceUnavailable: { namespace: CORAL_SERVICE, statusCode: 503 },
}

/** Why one action of a transaction was refused; `{ Code: 'None' }` for an action that was not the cause. */
export interface CancellationReason {
  /** `None`, or the reason such as `ConditionalCheckFailed`, `TransactionConflict`, `ThrottlingError`. */
  readonly Code: string
  /** The text of the reason. Absent with `None`. */
  readonly Message?: string
  /** The item as it was, with `ReturnValuesOnConditionCheckFailure: 'ALL_OLD'`. */
  readonly Item?: Item
}

/** What an exception carries on the wire besides `__type` and its message. */
export interface ExceptionFields {
  /** The item as it was, with `ReturnValuesOnConditionCheckFailure: 'ALL_OLD'`. */
  readonly Item?: Item
  /** Of a cancelled transaction: one reason for each of its actions, in their order. */
  readonly CancellationReasons?: readonly CancellationReason[]
}

/**
 * An answer of DynamoDB that is an error. The SDK's client makes its own exception of it, which is the one
 * that code under test gets.
 */
export class DynamoDBException extends Error {
  /** Which exception it is, as the SDK names it. */
  override readonly name: ExceptionName
  /** The HTTP status of the answer: 400, 500 or 503. */
  readonly statusCode: number
  /** The qualified name on the wire, such as `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`. */
  readonly type: string
  /** What the answer has besides its type and message; empty for most exceptions. */
  readonly fields: ExceptionFields

  constructor(name: ExceptionName, message: string, fields: ExceptionFields = {}) {
    super(message)
    const definition = exceptionRegistry[name]
    this.name = name
    this.statusCode = definition.statusCode
    this.type = definition.namespace + name
    this.fields = fields
  }

  /**
   * The body of the response. Coral's own errors and cancelled transactions write `Message`, the rest
   * `message`.
   */
  toJSON(): Record<string, unknown> {
    const key = usesCapitalMessage(this.name) ? 'Message' : 'message'
    return { __type: this.type, ...this.fields, [key]: this.message }
  }
}

/** The exception of a request that is wrong in itself. */
export function validationException(message: string): DynamoDBException {
  return new DynamoDBException('ValidationException', message)
}

function usesCapitalMessage(name: ExceptionName): boolean {
  return name === 'SerializationException' || name === 'TransactionCanceledException'
}
