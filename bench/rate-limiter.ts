import { RateLimiterMemory } from 'rate-limiter-flexible'
import { fixedWindow } from '../services/rate-limiter/fixed-window.ts'
import { MemoryRateLimiter } from '../services/rate-limiter/memory-rate-limiter.ts'
import { contest } from './contest.ts'

const users = Array.from({ length: 1000 }, (_, i) => `user-${i}`)
const userAt = (i: number): string => users[i % users.length] ?? ''

export async function bench(): Promise<void> {
  const peer = new RateLimiterMemory({ points: 1e9, duration: 60 })
  const ours = new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 60_000, limit: 1e9 }) })
  await contest(
    'Memory limiter, decisions over 1,000 keys of a user, a route and a method',
    [
      {
        name: 'rate-limiter-flexible RateLimiterMemory',
        async run(count) {
          for (let i = 0; i < count; i++) await peer.consume(`${userAt(i)}#/orders#GET`)
        },
      },
      {
        name: 'apptheory-middy MemoryRateLimiter',
        async run(count) {
          for (let i = 0; i < count; i++) {
            await ours.checkAndIncrement({ identifier: userAt(i), resource: '/orders', operation: 'GET' })
          }
        },
      },
    ],
    { operations: 200_000 },
  )
}
