import { env, stdout } from 'node:process'
import { assertAgreement } from '../services/rate-limiter/contract/schedule-agreement.contract.ts'

/** Random schedules in memory and both layouts: `SCHEDULES=10000 SEED=1 npm run bench -- schedules`. */
export async function bench(): Promise<void> {
  const seed = Number(env['SEED'] ?? Date.now() % 1_000_000)
  const startedAt = performance.now()
  const totals = await assertAgreement({ schedules: Number(env['SCHEDULES'] ?? 1000), seed })
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  stdout.write(
    `\n${totals.schedules} random schedules (seed ${seed}), ${totals.steps} steps, ` +
      `${totals.compared} decisions and usages compared: no difference, none admitted over a limit, ` +
      `in ${seconds} s\n`,
  )
}
