import { stdout } from 'node:process'
import { isDeepStrictEqual } from 'node:util'
import {
  type Cell,
  chains,
  expectedOf,
  expectedOnRuntime,
  forms,
  isPossible,
  kinds,
  moments,
  type Seen,
} from './cell.ts'
import { CellRuntime, runCaptured } from './run-cell.ts'

// Prints the outcome of each kind of body, on the captured stream and on Lambda's runtime client. It shows
// the outcome of all chains in both forms, and each invocation that differs from what is expected.
const runtime = await CellRuntime.start()
const width = Math.max(...kinds.map((kind) => kind.length))
let cells = 0
let differing = 0
for (const moment of moments) {
  stdout.write(`\n${moment}\n`)
  for (const kind of kinds) stdout.write(`  ${kind.padEnd(width)}  ${await cellOf({ kind, moment })}\n`)
}
const { starts } = runtime.runtime
await runtime.runtime.close()
stdout.write(
  `\n${cells} invocations, ${differing} not as expected, ${starts} process of the runtime client\n`,
)
process.exitCode = differing === 0 && starts === 1 ? 0 : 1

async function cellOf({ kind, moment }: Pick<Cell, 'kind' | 'moment'>): Promise<string> {
  if (!isPossible({ kind, moment })) return '-'
  const outcomes = new Set<string>()
  for (const chain of chains) {
    for (const form of forms) {
      const cell = { kind, moment, chain, form }
      const captured = await runCaptured(cell)
      const onRuntime = await runtime.run(cell)
      const pairs = [
        { where: 'captured stream', ...captured, expected: expectedOf(cell) },
        { where: 'runtime client', ...onRuntime, expected: expectedOnRuntime(cell, onRuntime.seen) },
      ]
      for (const { where, seen, expected } of pairs) {
        cells += 1
        if (isDeepStrictEqual(seen, expected)) outcomes.add(inWords(expectedOf(cell), captured.lateAfterMs))
        else {
          differing += 1
          outcomes.add(`${chain}, ${form}, ${where}: ${JSON.stringify(seen)}`)
        }
      }
    }
  }
  return [...outcomes].join('; ')
}

function inWords({ outcome, statusCode, late }: Seen, lateAfterMs: number): string {
  const lateError = late.length > 0 ? `, onLateError after ${lateAfterMs} ms: ${late.join(' and ')}` : ''
  return `${statusCode} ${outcome}${lateError}`
}
