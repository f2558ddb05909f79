import { badInputContract } from './bad-input.contract.ts'
import { lifetimeContract } from './lifetime.contract.ts'
import { publishContract } from './publish.contract.ts'
import { queryContract } from './query.contract.ts'
import { replayContract } from './replay.contract.ts'
import { type MakeBus, scenesOf } from './scene.contract.ts'

/** What every event bus does, whatever it stores events in. */
export function eventBusContract(adapter: string, make: MakeBus): void {
  const scene = scenesOf(make)
  publishContract(adapter, scene)
  queryContract(adapter, scene)
  replayContract(adapter, scene)
  lifetimeContract(adapter, scene)
  badInputContract(adapter, scene)
}
