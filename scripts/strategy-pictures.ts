import { MemoryRateLimiter } from '../services/rate-limiter/memory/memory-rate-limiter.ts'
import { fixedWindow } from '../services/rate-limiter/strategy/fixed-window.ts'
import { multiWindow } from '../services/rate-limiter/strategy/multi-window.ts'
import { slidingWindow } from '../services/rate-limiter/strategy/sliding-window.ts'
import type { RateLimitStrategy } from '../services/rate-limiter/strategy/strategy.ts'
import { tokenBucket } from '../services/rate-limiter/strategy/token-bucket.ts'
import { ManualClock } from '../testkit/manual-clock.ts'

// Draws what each strategy does with the same requests: a steady one every 5 s, and a burst of 20 around
// 0:57.

/** SVG by the name of its file in docs/images. */
export async function strategyPictures(): Promise<Readonly<Record<string, string>>> {
  const minute = 60_000
  return {
    'fixed-window.svg': await picture(
      'fixedWindow: 20 a minute',
      fixedWindow({ windowMs: minute, limit: 20 }),
      minute,
    ),
    'sliding-window.svg': await picture(
      'slidingWindow: 20 in any minute, in sub-windows of 10 s',
      slidingWindow({ windowMs: minute, limit: 20, granularityMs: 10_000 }),
      10_000,
    ),
    'multi-window.svg': await picture(
      'multiWindow: 20 a minute, and 5 in 10 s',
      multiWindow([
        { windowMs: minute, limit: 20 },
        { windowMs: 10_000, limit: 5 },
      ]),
      10_000,
    ),
    'token-bucket.svg': await picture(
      'tokenBucket: 10 at once, and 20 a minute',
      tokenBucket({ capacity: 10, refillPerSecond: 1 / 3 }),
      minute,
    ),
  }
}

interface Slot {
  admitted: number
  denied: number
  /** How much of the first window is spent after the slot. */
  count: number
}

const slotMs = 2000
const spanMs = 180_000
const steadyEveryMs = 5000
const burst = { fromMs: 54_000, toMs: 64_000, everyMs: 500 }

async function simulate(strategy: RateLimitStrategy): Promise<readonly Slot[]> {
  const clock = new ManualClock(0)
  const limiter = new MemoryRateLimiter({ strategy, clock })
  const key = { identifier: 'caller', resource: '/', operation: 'GET' }
  const slots: Slot[] = []
  for (let at = 0; at < spanMs; at += slotMs) {
    const slot: Slot = { admitted: 0, denied: 0, count: 0 }
    for (let ms = at; ms < at + slotMs; ms += burst.everyMs) {
      const isBurst = ms >= burst.fromMs && ms < burst.toMs
      if (!isBurst && ms % steadyEveryMs !== 0) continue
      clock.set(ms)
      const { allowed } = await limiter.checkAndIncrement(key)
      if (allowed) slot.admitted += 1
      else slot.denied += 1
    }
    clock.set(at + slotMs - 1)
    slot.count = (await limiter.getUsage(key)).windows[0]?.count ?? 0
    slots.push(slot)
  }
  return slots
}

const left = 40
const width = 720
const top = 48
const barsHeight = 70
const lineTop = top + barsHeight + 26
const lineHeight = 80
const height = lineTop + lineHeight + 34

async function picture(title: string, strategy: RateLimitStrategy, gridMs: number): Promise<string> {
  const slots = await simulate(strategy)
  const limit = strategy.windows[0]?.limit ?? 1
  const x = (ms: number): number => round(left + (ms / spanMs) * width)
  const bars = slots.flatMap(({ admitted, denied }, i) => {
    const unit = barsHeight / 4
    const bar = (count: number, above: number, color: string): string =>
      count === 0
        ? ''
        : [
            `<rect x="${x(i * slotMs) + 1}" y="${round(top + barsHeight - (above + count) * unit)}"`,
            `width="${round(x(slotMs) - left - 2)}" height="${round(count * unit - 1)}" fill="${color}"/>`,
          ].join(' ')
    return [bar(admitted, 0, '#2e7d32'), bar(denied, admitted, '#c62828')].filter(Boolean)
  })
  const y = (count: number): number => round(lineTop + lineHeight - (count / (limit * 1.15)) * lineHeight)
  const line = slots.map(({ count }, i) => `${x((i + 1) * slotMs)},${y(count)}`).join(' ')
  const grid = Array.from({ length: spanMs / gridMs + 1 }, (_, i) => {
    const at = x(i * gridMs)
    return `<line x1="${at}" y1="${top}" x2="${at}" y2="${lineTop + lineHeight}" stroke="#e0e0e0"/>`
  })
  const labels = [0, 60, 120, 180].map(
    (second) =>
      `<text x="${x(second * 1000)}" y="${height - 12}" text-anchor="middle">${second / 60}:00</text>`,
  )
  const view = `viewBox="0 0 ${left + width + 20} ${height}" font-family="sans-serif" font-size="12"`
  const ends = `x1="${left}" y1="${y(limit)}" x2="${left + width}" y2="${y(limit)}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${view} role="img" aria-label="${title}">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${left}" y="20" font-size="14" font-weight="bold">${title}</text>
<text x="${left}" y="38" fill="#555555">requests: admitted (green), denied (red)</text>
${grid.join('\n')}
${bars.join('\n')}
<text x="${left}" y="${lineTop - 6}" fill="#555555">spent, of a limit of ${limit}</text>
<line ${ends} stroke="#c62828" stroke-dasharray="4 3"/>
<polyline points="${line}" fill="none" stroke="#1565c0" stroke-width="2"/>
${labels.join('\n')}
</svg>
`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
