import type { QueryCommandInput } from '../../dynamodb/sdk-types.ts'
import type { ResolvedQuery } from '../query/event-query.ts'
import type { Item } from './item.ts'

/** How much more is read at a time if what was read does not fill the page. */
export const GROWTH = 4

/** Sends a request for at most `limit` items, from `start` on. */
export type ReadItems = (
  request: QueryCommandInput,
  start: Item | undefined,
  limit?: number,
) => Promise<{ readonly items: readonly Item[]; readonly last: Item | undefined }>

interface KeyRange {
  readonly condition: string
  readonly values: Item
  readonly attribute: string
  readonly lower: string | undefined
  readonly upper: string | undefined
}

export function requestFor(
  tableName: string,
  { tags, order }: ResolvedQuery,
  { condition, values, attribute, lower, upper }: KeyRange,
): QueryCommandInput {
  const tagValues = tags.map((tag, i) => [`:tag${i}`, { S: tag }] as const)
  return {
    TableName: tableName,
    KeyConditionExpression: [condition, ...boundsOf(attribute, lower, upper)].join(' AND '),
    ExpressionAttributeValues: {
      ...values,
      ...Object.fromEntries(tagValues),
      ...(lower !== undefined && { ':lower': { S: lower } }),
      ...(upper !== undefined && { ':upper': { S: upper } }),
    },
    ScanIndexForward: order === 'asc',
    ...(tags.length > 0 && {
      FilterExpression: tagValues.map(([name]) => `contains(#tags, ${name})`).join(' AND '),
      ExpressionAttributeNames: { '#tags': 'tags' },
    }),
  }
}

function boundsOf(
  attribute: string,
  lower: string | undefined,
  upper: string | undefined,
): readonly string[] {
  if (lower !== undefined && upper !== undefined) return [`${attribute} BETWEEN :lower AND :upper`]
  if (lower !== undefined) return [`${attribute} >= :lower`]
  return upper === undefined ? [] : [`${attribute} <= :upper`]
}
