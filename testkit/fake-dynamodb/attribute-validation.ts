import type { AttributeValue, Item } from './attribute-value.ts'

/**
 * Validates a value of a request and returns it in canonical form: numbers normalised, base64 canonical, maps without
 * prototype. `raw` is what `JSON.parse` gave.
 *
 * @throws DynamoDBException `ValidationException` with DynamoDB's message, or `SerializationException` for a wrong JSON type
 */
export function parseAttributeValue(raw: unknown): AttributeValue {
  throw new Error(`not yet: ${raw}`)
}

/** {@link parseAttributeValue} for every attribute of an item or key of a request. Does not check the item's size. */
export function parseItem(raw: unknown): Item {
  throw new Error(`not yet: ${raw}`)
}
