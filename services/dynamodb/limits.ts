// Limits of DynamoDB:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html

export const MAX_PARTITION_KEY_BYTES = 2048
export const MAX_SORT_KEY_BYTES = 1024
/** Of an item: the names and the values of its attributes. */
export const MAX_ITEM_BYTES: number = 400 * 1024
export const MAX_TRANSACTION_ACTIONS = 100
export const MAX_BATCH_GET_KEYS = 100
