import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { canonical, inAnyOrder } from '../canonical.ts'
import type { Input } from '../conformance-case.ts'
import { type Outcome, send } from '../send.ts'
import type { Disagreement } from './adjust-answer.ts'
import type { GeneratedRequest } from './generated-request.ts'
import { knownDifferences } from './known-differences.ts'
import { BY_K, reachableKeys } from './tables.ts'

export interface Contenders {
  readonly fake: DynamoDBClient
  readonly local: DynamoDBClient
}

/** How often each known difference was met, by title. */
export type Met = Map<string, number>

/**
 * Sends the same requests to both, one after another, and compares what comes back.
 *
 * @param runId - part of every client token, which DynamoDB Local remembers beyond a sequence
 * @throws AssertionError for an answer that differs and is not a known difference
 */
export async function runSequence(
  contenders: Contenders,
  requests: readonly GeneratedRequest[],
  runId: string,
  met: Met,
): Promise<void> {
  await empty(contenders)
  let resets = 0
  for (const request of requests) {
    const tokened = { ...request, input: withToken(request.input, `${runId}-${resets}`) }
    const [fake, local] = await Promise.all([
      answer(contenders.fake, tokened),
      answer(contenders.local, tokened),
    ])
    if (isDeepStrictEqual(fake, local)) continue
    const disagreement: Disagreement = { request: tokened, fake, local }
    const titles = explain(disagreement)
    if (!titles) assert.fail(describe(disagreement))
    for (const title of titles) met.set(title, (met.get(title) ?? 0) + 1)
    if ('error' in fake === 'error' in local) continue
    // One may have written, and remembered the token of, what the other refused.
    await empty(contenders)
    resets += 1
  }
}

/** The known differences that together make up a disagreement, by title; `undefined` where they do not. */
function explain(disagreement: Disagreement): readonly string[] | undefined {
  const titles: string[] = []
  let { local } = disagreement
  for (const { title, adjust } of knownDifferences) {
    const adjusted = inOrder(disagreement.request, adjust({ ...disagreement, local }) ?? local)
    if (isDeepStrictEqual(adjusted, local)) continue
    titles.push(title)
    local = adjusted
    if (isDeepStrictEqual(disagreement.fake, local)) return titles
  }
  return undefined
}

async function empty({ fake, local }: Contenders): Promise<void> {
  const RequestItems = Object.fromEntries(
    Object.entries(reachableKeys).map(([table, keys]) => [
      table,
      keys.map((Key) => ({ DeleteRequest: { Key } })),
    ]),
  )
  const command = new BatchWriteItemCommand({ RequestItems })
  await Promise.all([fake.send(command), local.send(command)])
}

async function answer(client: DynamoDBClient, request: GeneratedRequest): Promise<Outcome> {
  const { operation, input, everyPage } = request
  const outcome = everyPage ? await sendForEveryPage(client, input) : await send(client, operation, input)
  return inOrder(request, canonical(outcome) as Outcome)
}

function inOrder({ operation, input, everyPage }: GeneratedRequest, outcome: Outcome): Outcome {
  const unordered = everyPage || operation === 'BatchGetItem' || input['IndexName'] === BY_K
  return unordered ? (inAnyOrder(outcome) as Outcome) : outcome
}

async function sendForEveryPage(client: DynamoDBClient, input: Input): Promise<Outcome> {
  const Items: unknown[] = []
  let ScannedCount = 0
  let ExclusiveStartKey: unknown
  do {
    const outcome = await send(client, 'Scan', { ...input, ExclusiveStartKey })
    if ('error' in outcome) return outcome
    Items.push(...(outcome.output['Items'] as unknown[]))
    ScannedCount += outcome.output['ScannedCount'] as number
    ExclusiveStartKey = outcome.output['LastEvaluatedKey']
  } while (ExclusiveStartKey !== undefined)
  return { output: { Items, ScannedCount } }
}

function withToken(input: Input, prefix: string): Input {
  const token = input['ClientRequestToken']
  return typeof token === 'string' ? { ...input, ClientRequestToken: `${prefix}-${token}` } : input
}

function describe({ request, fake, local }: Disagreement): string {
  return [
    `${request.operation} ${JSON.stringify(canonical(request.input))}`,
    `fake:  ${JSON.stringify(fake)}`,
    `local: ${JSON.stringify(local)}`,
  ].join('\n')
}
