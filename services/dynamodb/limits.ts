// Limits of DynamoDB:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html

export const MAX_PARTITION_KEY_BYTES = 2048
export const MAX_SORT_KEY_BYTES = 1024
/** Of an item: the names and the values of its attributes. */
export const MAX_ITEM_BYTES: number = 400 * 1024
/** Of one expression string; longer ones are refused. */
export const MAX_EXPRESSION_BYTES = 4096
export const MAX_TRANSACTION_ACTIONS = 100
export const MAX_BATCH_GET_KEYS = 100
export const MAX_BATCH_WRITE_ITEMS = 25
