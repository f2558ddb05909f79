import type { GeneratedRequest } from './generated-request.ts'

type Members = Readonly<Record<string, unknown>>

/** Whether a batch or a transaction names one item twice; numbers by value, however they are written. */
export function hasKeyTwice({ input }: Pick<GeneratedRequest, 'input'>): boolean {
  const keys = [...keysOfBatch(input), ...keysOfTransaction(input)]
  return new Set(keys).size < keys.length
}

function keysOfBatch(input: Members): string[] {
  return Object.entries((input['RequestItems'] ?? {}) as Members).flatMap(([table, ofTable]) => {
    const requests = Array.isArray(ofTable)
      ? ofTable
      : ((ofTable as Members)['Keys'] as Members[]).map((Key) => ({ Get: { Key } }))
    return requests.flatMap((request: Members) =>
      Object.values(request).map((action) => keyOf(table, action as Members)),
    )
  })
}

function keysOfTransaction(input: Members): string[] {
  return ((input['TransactItems'] ?? []) as Members[]).flatMap((item) =>
    Object.values(item).map((action) => keyOf(String((action as Members)['TableName']), action as Members)),
  )
}

function keyOf(table: string, action: Members): string {
  const { pk, sk, num } = (action['Key'] ?? action['Item']) as Record<
    string,
    Record<string, string> | undefined
  >
  return JSON.stringify([table, pk, table.endsWith('numbered') ? Number(num?.['N']) : sk])
}
