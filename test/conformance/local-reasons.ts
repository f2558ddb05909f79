/**
 * DynamoDB names the attribute, the types and the index; dynalite's suite, recorded on the service, has the
 * words.
 */
export const LESS_DETAIL =
  'DynamoDB Local leaves out the attribute, the types or the index that the service names'
/** Seen with every SDK: the data plane of the service says `Requested resource not found`. */
export const OTHER_NOT_FOUND = 'DynamoDB Local has other messages for a table that does not exist'
/** The service checks a request against its API model first, and reports that in one form of words. */
export const OWN_CONSTRAINT_WORDS = 'DynamoDB Local has other messages for a value that the API model forbids'
/** The service checks what it can before it looks for the table. */
export const LATER_CHECK =
  'DynamoDB Local looks at the table or the key first, the service at the expressions'
/** AWS, naming rules and data types: leading and trailing zeroes are trimmed. */
export const NOT_NORMALISED =
  'DynamoDB Local leaves numbers as written in places where the service trims their zeroes'
/**
 * AWS, UpdateItem: UPDATED_OLD and UPDATED_NEW return only the updated attributes; of a nested path, that
 * path alone.
 */
export const WHOLE_ATTRIBUTE = 'DynamoDB Local returns the whole top-level attribute of a nested path'
/** Nothing was asked for with `ReturnConsumedCapacity`. */
export const UNASKED_CAPACITY = 'DynamoDB Local adds ConsumedCapacity that was not asked for'
/** An item whose index key has the wrong type is refused by every write. */
export const INDEX_KEY_NOT_CHECKED = 'DynamoDB Local does not check the type of an index key in an update'
/** Seen with every SDK when a start key is of another partition. */
export const OTHER_BOUNDARY = 'DynamoDB Local speaks of the sort key where the partition key is the wrong one'
/**
 * AWS, TransactWriteItems: what depends on the item cancels the transaction, with `ValidationError` in its
 * place.
 */
export const REFUSED_AS_A_WHOLE =
  'DynamoDB Local refuses the request as a whole, the service cancels with a reason in its place'
/** A condition that fails has the same words in every action. */
export const OTHER_PUNCTUATION = 'DynamoDB Local ends the message of a failed ConditionCheck with a full stop'
/** AWS has no words for it in its documentation; the exception is what counts. */
export const NO_MESSAGE = 'DynamoDB Local sends no message'
/**
 * AWS, UpdateItem: the key cannot be changed; AWS, TransactWriteItems: an Update needs its UpdateExpression.
 */
export const LENIENT = 'DynamoDB Local accepts what the service refuses'
/** AWS, BatchGetItem: a read of an item that is not there consumes its half unit as well. */
export const MISSING_ITEM_IS_FREE = 'DynamoDB Local counts no capacity for items that are not there'
/** Numbers are keys by value: 1 and 1.0 are one key. */
export const KEYS_BY_TEXT = 'DynamoDB Local compares the number keys of a batch as they are written'
/** dynalite's suite, recorded on the service, has the words. */
export const OTHER_TABLE_WORDS = 'DynamoDB Local has other messages for a table definition that is refused'
/** AWS, PutItem: ItemCollectionMetrics are returned for tables with local secondary indexes. */
export const NO_COLLECTION_METRICS = 'DynamoDB Local does not report item collections'
/** dynalite's suite, recorded on the service, has the words. */
export const OTHER_NUMBER_WORDS = 'DynamoDB Local has other messages for invalid numbers'
/** A read costs at least half a unit, or one when it is consistent. */
export const EMPTY_READ_IS_FREE = 'DynamoDB Local counts no capacity for a query that finds nothing'
/** dynalite's suite, recorded on the service, has the words. */
export const OTHER_NESTED_WORDS = 'DynamoDB Local has other messages for a path into a key'
/**
 * AWS, TransactGetItems: it is rejected where "the aggregate size of the items in the transaction exceeded 4
 * MB".
 */
export const OTHER_SIZE_OF_READS =
  'DynamoDB Local counts what a transaction returns, the service the items that it reads'
/** AWS, Query, Filter expressions: the 1 MB of a page "applies before the filter expression is evaluated". */
export const PAGE_AFTER_FILTER =
  'DynamoDB Local ends a page of a query at 1 MB of what its filter lets through'
/** A set has no order: the exact message of the service is dynalite's, recorded on it. */
export const OTHER_ORDER_OF_TYPES = 'DynamoDB Local lists the types of a message in another order'
