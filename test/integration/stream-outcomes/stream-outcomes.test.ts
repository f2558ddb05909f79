import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  type Cell,
  chains,
  expectedOf,
  expectedOnRuntime,
  forms,
  isPossible,
  kinds,
  moments,
} from './cell.ts'
import { CellRuntime, runCaptured } from './run-cell.ts'

// The table itself: node --import tsx test/integration/stream-outcomes/print.ts

function cellsOf(kind: Cell['kind']): readonly Cell[] {
  return moments
    .filter((moment) => isPossible({ kind, moment }))
    .flatMap((moment) => chains.flatMap((chain) => forms.map((form) => ({ kind, moment, chain, form }))))
}

describe('what becomes of a body, whatever is around it, in either form,', () => {
  for (const kind of kinds) {
    test(`${kind}: on the captured stream, a late error at most 200 ms after it happened`, async () => {
      for (const cell of cellsOf(kind)) {
        const { seen, lateAfterMs } = await runCaptured(cell)
        assert.deepEqual({ cell, ...seen }, { cell, ...expectedOf(cell) })
        if (cell.moment.startsWith('fails')) assert.ok(lateAfterMs <= 200, JSON.stringify(cell))
      }
    })
  }
})

describe('the same on the real runtime client, in one process,', () => {
  let runtime: CellRuntime
  before(async () => {
    runtime = await CellRuntime.start()
  })
  after(() => runtime.runtime.close())

  for (const kind of kinds) {
    test(`${kind}: the same outcome, with the original error, and the process lives`, async () => {
      for (const cell of cellsOf(kind)) {
        const { seen } = await runtime.run(cell)
        assert.deepEqual({ cell, ...seen }, { cell, ...expectedOnRuntime(cell, seen) })
      }
      assert.equal(runtime.runtime.starts, 1)
    })
  }
})
