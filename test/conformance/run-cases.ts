import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { canonical, inAnyOrder } from './canonical.ts'
import { cases } from './cases/index.ts'
import type { ConformanceCase, Expected, Refuses, Step } from './conformance-case.ts'
import { type Outcome, send } from './send.ts'
import { scratchTables, tables } from './tables.ts'

/** Which side of a documented difference a client is on. */
export type Side = 'service' | 'local'

/**
 * Registers one test per case, in one after another: they share the tables.
 * @param side - `local` expects what DynamoDB Local does where a step has that
 * @param contents - reads tables, to see that a refused request changes nothing
 */
export function registerCases(
  client: () => DynamoDBClient,
  side: Side,
  contents?: (tables: readonly string[]) => unknown,
): void {
  for (const conformanceCase of cases) {
    test(`${conformanceCase.steps.at(-1)?.operation}: ${conformanceCase.title}`, async () => {
      await runCase(client(), conformanceCase, side, contents)
    })
  }
}

async function runCase(
  client: DynamoDBClient,
  conformanceCase: ConformanceCase,
  side: Side,
  contents: (tables: readonly string[]) => unknown = () => undefined,
): Promise<void> {
  for (const name of conformanceCase.tables) await renew(client, name)
  if (conformanceCase.tables.length === 0) for (const name of scratchTables) await dropTable(client, name)
  for (const [index, step] of conformanceCase.steps.entries()) {
    const expected = expectedOf(step, side)
    const before = 'error' in expected && contents(conformanceCase.tables)
    const outcome = await send(client, step.operation, step.input)
    if ('error' in expected) assert.deepEqual(contents(conformanceCase.tables), before, 'nothing is changed')
    assert.deepEqual(
      comparable(outcome, expected, 'actual'),
      comparable(outcomeOf(expected), expected, 'expected'),
      `step ${index + 1}, ${step.operation}`,
    )
  }
}

function expectedOf(step: Step, side: Side): Expected {
  return (side === 'local' && step.expected.local?.expected) || step.expected
}

function outcomeOf(expected: Expected): Outcome {
  return 'error' in expected
    ? { error: expected.error, message: String(expected.message), members: expected.members ?? {} }
    : { output: expected.output }
}

function comparable(outcome: Outcome, expected: Expected, side: 'actual' | 'expected'): unknown {
  if (!('output' in expected)) return canonical(withMessage(outcome, expected, side))
  if (!('output' in outcome)) return canonical(outcome)
  const output = expected.unordered ? inAnyOrder(canonical(outcome.output)) : canonical(outcome.output)
  return { output: expected.partial ? onlyMembersOf(expected.output, output) : output }
}

/** Where a pattern is expected: the pattern itself for a message that matches it. */
function withMessage(outcome: Outcome, expected: Refuses, side: 'actual' | 'expected'): unknown {
  if ('output' in outcome || typeof expected.message === 'string') return outcome
  const matches = side === 'expected' || expected.message.test(outcome.message)
  return { ...outcome, message: matches ? String(expected.message) : outcome.message }
}

function onlyMembersOf(pattern: unknown, value: unknown): unknown {
  if (Array.isArray(pattern) && Array.isArray(value))
    return value.map((member, index) => (index in pattern ? onlyMembersOf(pattern[index], member) : member))
  if (!isRecord(pattern) || !isRecord(value)) return value
  const members = Object.keys(pattern).filter((name) => name in value)
  return Object.fromEntries(members.map((name) => [name, onlyMembersOf(pattern[name], value[name])]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Makes the table named `name` new and empty. */
export async function renew(client: DynamoDBClient, name: string): Promise<void> {
  await dropTable(client, name)
  const definition = tables[name]
  assert.ok(definition, `no table is defined as ${name}`)
  await client.send(new CreateTableCommand(definition))
}

export async function dropTable(client: DynamoDBClient, name: string): Promise<void> {
  try {
    await client.send(new DeleteTableCommand({ TableName: name }))
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
  }
}
