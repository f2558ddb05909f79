import { type CompactCounter, type CompactImage, countersOf } from './item.ts'

/** How many attributes of windows that have ended an item may keep. */
const MAX_ENDED = 12

/** How many ended counters to keep: of each of the newest runs first, then the newest of all. */
export interface Keeping {
  readonly perRun: number
  readonly all: number
}

/**
 * The attributes of ended windows to remove, once an item has more than a few: of windows that have ended by
 * `now`, except the newest ones. Time is judged by what the item shows, because a host's clock may be ahead.
 * A run of counters shows where the time of some hosts has passed. Its newest counters may still count for
 * these hosts.
 * @param inUse names that the windows of the request need
 */
export function surplusNames(
  image: CompactImage,
  now: number,
  inUse: ReadonlySet<string>,
  keeping: Keeping,
): readonly string[] {
  const counters = countersOf(image)
  const ended = counters
    .filter(({ startMs, windowMs }) => startMs + windowMs <= now)
    .sort((a, b) => endOf(b) - endOf(a))
  const live = new Set(counters.filter((counter) => endOf(counter) > now).map(spansOf))
  const markers = [...image.keys()].filter(
    (name) => /^\d+(?:\/\d+)?[@+]$/.test(name) && !inUse.has(name) && !live.has(name.slice(0, -1)),
  )
  if (ended.length + markers.length <= MAX_ENDED) return []
  const kept = newestOf(ended, keeping)
  return [...ended.filter((counter) => !kept.has(counter)).map(({ name }) => name), ...markers]
}

/** @param counters newest first */
function newestOf(
  counters: readonly CompactCounter[],
  { perRun, all }: Keeping,
): ReadonlySet<CompactCounter> {
  const ofRuns = runsOf(counters)
    .flatMap((run) => run.slice(0, perRun))
    .slice(0, all)
  const kept = new Set(ofRuns)
  for (const counter of counters) if (kept.size < all) kept.add(counter)
  return kept
}

/** Runs of counters that are at most two windows apart, newest first in both. */
function runsOf(counters: readonly CompactCounter[]): readonly (readonly CompactCounter[])[] {
  const runs: CompactCounter[][] = []
  for (const counter of counters) {
    const run = runs.find((one) => {
      const last = one.at(-1)
      return (
        last && spansOf(last) === spansOf(counter) && last.startMs - counter.startMs <= 2 * counter.windowMs
      )
    })
    if (run) run.push(counter)
    else runs.push([counter])
  }
  return runs
}

function endOf({ startMs, windowMs }: CompactCounter): number {
  return startMs + windowMs
}

function spansOf({ windowMs, granularityMs }: CompactCounter): string {
  return windowMs === granularityMs ? `${windowMs}` : `${windowMs}/${granularityMs}`
}
