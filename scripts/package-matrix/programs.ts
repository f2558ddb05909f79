import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from '../entry-points.ts'

/** A program of a user, by what it uses. */
export type ProgramName = 'quick start' | 'memory limiter' | 'limiter alone' | 'streaming' | 'everything'

/** The first TypeScript block of the README, as it stands. */
function quickStart(): string {
  const [, block = ''] = /```ts\n(.*?)```/s.exec(readFileSync(resolve(root, 'README.md'), 'utf8')) ?? []
  return block
}

const limiter = `new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 60_000, limit: 100 }) })`

export const programs: Readonly<Record<ProgramName, string>> = {
  'quick start': quickStart(),
  'memory limiter': `
    import middy from '@middy/core'
    import { fixedWindow, MemoryRateLimiter, rateLimit } from 'apptheory-middy'
    export const handler = middy(async () => ({ statusCode: 200 })).use(rateLimit({ limiter: ${limiter} }))`,
  'limiter alone': `
    import { fixedWindow, MemoryRateLimiter } from 'apptheory-middy/services/rate-limiter'
    const limiter = ${limiter}
    export const handler = async (event) => {
      const { allowed } = await limiter.checkAndIncrement({ identifier: 'a', resource: 'b', operation: 'c' })
      return { statusCode: allowed ? 200 : 429 }
    }`,
  streaming: `
    import { streamifyResponse } from 'apptheory-middy/streaming'
    export const handler = streamifyResponse(async () => ({ statusCode: 200, body: 'streamed' }))`,
  everything: `export * from 'apptheory-middy'\n${quickStart()}`,
}
