import assert from 'node:assert/strict'
import fc from 'fast-check'
import { changingStrategy, schedule } from './schedule.contract.ts'
import { runSchedule } from './schedule-run.contract.ts'
import {
  memorySubject,
  type SubjectFactory,
  type TableSubjectOptions,
  tableSubjects,
} from './schedule-subjects.contract.ts'

const layouts = ['apptheory', 'compact'] as const

/** The options under which a layout may not decide otherwise. */
const variants: readonly Omit<TableSubjectOptions, 'layout'>[] = [
  {},
  { denyCache: false, ttlBufferMs: 0 },
  { ttlBufferMs: 0 },
  { attributeNames: 'pascal' },
]

export interface AgreementTotals {
  readonly schedules: number
  readonly steps: number
  /** Decisions and usages that were compared. */
  readonly compared: number
}

export interface AgreementOptions {
  readonly schedules: number
  /** @defaultValue a random one */
  readonly seed?: number | undefined
  /** Where each variant is run beside memory. @defaultValue both layouts, on the fake */
  readonly subjects?: readonly (readonly SubjectFactory[])[] | undefined
}

/**
 * Runs random schedules in memory and in both layouts, and compares all that a caller gets to see.
 * @throws if a decision or a usage differs, or a limit was exceeded
 */
export async function assertAgreement(options: AgreementOptions): Promise<AgreementTotals> {
  const { schedules, seed, subjects = await subjectsOnFake() } = options
  const totals = { schedules: 0, steps: 0, compared: 0 }
  await fc.assert(
    fc.asyncProperty(
      changingStrategy,
      schedule,
      fc.nat({ max: subjects.length - 1 }),
      async (changing, steps, variant) => {
        const expected = await runSchedule(changing, steps, memorySubject)
        assert.equal(expected.overLimit, 0)
        for (const subjectOf of subjects[variant] ?? []) {
          assert.deepEqual(await runSchedule(changing, steps, subjectOf), expected)
        }
        totals.schedules += 1
        totals.steps += steps.length
        totals.compared += expected.seen.length
      },
    ),
    { numRuns: schedules, ...(seed !== undefined && { seed }) },
  )
  return totals
}

function subjectsOnFake(): Promise<readonly (readonly SubjectFactory[])[]> {
  return Promise.all(
    variants.map((variant) => Promise.all(layouts.map((layout) => tableSubjects({ layout, ...variant })))),
  )
}
