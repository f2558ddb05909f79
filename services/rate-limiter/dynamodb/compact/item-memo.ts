import type { CurrentWindows } from './current-windows.ts'
import { type CompactImage, countersOf } from './item.ts'

/** The most ended counters that a decision removes beside its own work: each needs a condition. */
const REMOVED_IN_PASSING = 8

/** What this process knows of the item of a key since its last requests. */
export interface ItemMemo {
  /** The newest windows and the expiry. */
  readonly image: CompactImage
  /** Counters, as the last update by this process left them. */
  readonly own: Map<string, number>
  /** Counters of ended windows that no other process has changed since. */
  readonly ended: ReadonlyMap<string, number>
  /** The windows for which the item was last found to be as it has to be but for the counters. */
  settledFor?: CurrentWindows
}

/**
 * What is known after a request that showed the whole item.
 * @param written the counters that the request changed
 */
export function memoOf(
  before: ItemMemo | undefined,
  image: CompactImage,
  written: readonly string[],
  { now, ttlName }: { readonly now: number; readonly ttlName: string },
): ItemMemo {
  const own = new Map(before?.own)
  for (const name of written) own.set(name, image.get(name) ?? 0)
  const ended = new Map<string, number>()
  for (const { name, startMs, windowMs, count } of countersOf(image)) {
    if (startMs + windowMs > now || (own.get(name) ?? before?.ended.get(name)) !== count) continue
    if (ended.size < REMOVED_IN_PASSING) ended.set(name, count)
  }
  for (const [name, count] of own) {
    if (ended.has(name) || image.get(name) !== count) own.delete(name)
  }
  const known = [...image].filter(([name]) => name === ttlName || name.endsWith('@'))
  return { image: new Map(known), own, ended }
}
