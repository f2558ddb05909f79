/**
 * Orders in which contenders take their turns, one order per round. In a whole number of periods, each
 * contender takes each place equally often and follows each other contender equally often, so that neither
 * its place nor what its predecessor leaves behind (garbage, warm caches) favours one of them.
 *
 * These are the rows of a Williams square: 0, 1, n-1, 2, n-2, ... and its rotations, which an odd number of
 * contenders also needs mirrored. `rounds` is rounded up to whole periods.
 */
export function* turns<T>(contenders: readonly T[], rounds: number): Generator<readonly T[]> {
  const count = contenders.length
  const row = contenders.map((_, place) => (place % 2 === 1 ? (place + 1) / 2 : count - place / 2))
  const period = periodOf(count)
  for (let round = 0; round < Math.ceil(rounds / period) * period; round += 1) {
    const order = row.map((start) => contenders[(start + round) % count] as T)
    yield round % period < count ? order : order.toReversed()
  }
}

function periodOf(count: number): number {
  return count % 2 === 0 ? count : 2 * count
}
