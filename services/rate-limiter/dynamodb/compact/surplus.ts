import { type CompactCounter, type CompactImage, countersOf } from './item.ts'

/** How many attributes of windows that have ended an item may keep. */
const MAX_ENDED = 12

/** How many counters to keep of each run of consecutive sub-windows, and of how many runs. */
export interface Keeping {
  readonly perRun: number
  readonly runs: number
}

/**
 * The attributes of ended windows to remove, once an item has more than a few: of windows that have ended by
 * `now`, except the newest ones. Time is judged by what the item shows, because a host's clock may be ahead:
 * a run of consecutive sub-windows is where some host's time has passed, and its newest counters may count
 * for that host still.
 * @param inUse names that the windows of the request need
 */
export function surplusNames(
  image: CompactImage,
  now: number,
  inUse: ReadonlySet<string>,
  { perRun, runs }: Keeping,
): readonly string[] {
  const counters = countersOf(image)
  const ended = counters.filter(({ startMs, windowMs }) => startMs + windowMs <= now)
  const live = new Set(counters.filter((counter) => !ended.includes(counter)).map(spansOf))
  const markers = [...image.keys()].filter(
    (name) => /^\d+(?:\/\d+)?[@+]$/.test(name) && !inUse.has(name) && !live.has(name.slice(0, -1)),
  )
  if (ended.length + markers.length <= MAX_ENDED) return []
  const kept = new Set(
    runsOf(ended)
      .slice(0, runs)
      .flatMap((run) => run.slice(0, perRun)),
  )
  return [...ended.filter((counter) => !kept.has(counter)).map(({ name }) => name), ...markers]
}

/** Runs of consecutive sub-windows of one window, newest first in both. */
function runsOf(counters: readonly CompactCounter[]): readonly (readonly CompactCounter[])[] {
  const newestFirst = [...counters].sort((a, b) => b.startMs + b.windowMs - (a.startMs + a.windowMs))
  const runs: CompactCounter[][] = []
  for (const counter of newestFirst) {
    const run = runs.find((one) => {
      const last = one.at(-1)
      return last && spansOf(last) === spansOf(counter) && last.number === counter.number + 1
    })
    if (run) run.push(counter)
    else runs.push([counter])
  }
  return runs
}

function spansOf({ windowMs, granularityMs }: CompactCounter): string {
  return windowMs === granularityMs ? `${windowMs}` : `${windowMs}/${granularityMs}`
}
