import { env, stdout } from 'node:process'
import { assertAgreement } from '../services/rate-limiter/contract/schedule-agreement.contract.ts'
import { assertChangesKeepLimits } from '../services/rate-limiter/contract/strategy-changes.contract.ts'

/**
 * Random schedules in memory and both layouts, and for each ten of them one with strategies that are deployed
 * over each other, in both layouts: `SCHEDULES=10000 SEED=1 npm run bench -- schedules`.
 */
export async function bench(): Promise<void> {
  const seed = Number(env['SEED'] ?? Date.now() % 1_000_000)
  const startedAt = performance.now()
  const schedules = Number(env['SCHEDULES'] ?? 1000)
  const totals = await assertAgreement({ schedules, seed })
  const runs = Math.ceil(schedules / 10)
  for (const layout of ['apptheory', 'compact'] as const)
    await assertChangesKeepLimits({ layout, runs, seed })
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  stdout.write(
    `\n${totals.schedules} random schedules (seed ${seed}), ${totals.steps} steps, ` +
      `${totals.compared} decisions and usages compared: no difference, none admitted over a limit; ` +
      `${runs} schedules of strategies deployed over each other, in both layouts: none over the largest ` +
      `limit; in ${seconds} s\n`,
  )
}
