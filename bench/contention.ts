import { stdout } from 'node:process'
import { contend } from '../test/integration/rate-limit-contention.ts'
import { layouts, strategiesWithLimit } from '../test/integration/rate-limit-strategies.ts'

/** Prints the table of docs/rate-limit-dynamodb.md: `npm run bench -- contention`. */
export async function bench(): Promise<void> {
  stdout.write('\nDecisions that begin at once on one key, timeoutMs 500, 4 hosts, in virtual time\n')
  stdout.write('layout     strategy  limit  latency  at once  admitted  degraded  p99 ms  requests\n')
  for (const layout of layouts) {
    for (const limit of [5, 10_000]) {
      for (const [name, strategy] of Object.entries(strategiesWithLimit(limit))) {
        for (const latencyMs of [2, 10, 20]) {
          for (const atOnce of [30, 60, 100, 250]) {
            const result = await contend({ layout, strategy, latencyMs, atOnce, hosts: 4 })
            const { admitted, degraded, p99, requests } = result
            const cells = [layout.padEnd(9), name.padEnd(8)]
            const numbers = [limit, latencyMs, atOnce, admitted, degraded, Math.round(p99), requests]
            const widths = [5, 7, 7, 8, 8, 6, 8]
            numbers.forEach((value, i) => {
              cells.push(String(value).padStart(widths[i] ?? 0))
            })
            stdout.write(`${cells.join('  ')}\n`)
          }
        }
      }
    }
  }
}
