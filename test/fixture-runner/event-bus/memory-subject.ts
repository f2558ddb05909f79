import { MemoryEventBus } from '../../../services/event-bus/memory/memory-event-bus.ts'
import { MemorySeenStore } from '../../../services/event-bus/seen-store.ts'
import type { FixtureCase } from './fixture-case.ts'
import type { MakeSubject } from './run-case.ts'

/** A bus in memory, which runs subscribers at publish. */
export function memorySubject({ given }: FixtureCase): MakeSubject {
  if (given.seen?.kind === 'table') throw new TypeError('a table of deliveries needs a store')
  const seen = { maxKeys: given.seen?.maxKeys }
  return async (options) => ({ bus: new MemoryEventBus(options), seen: new MemorySeenStore(seen) })
}
