import type { Item } from '../attribute-value.ts'
import type { Projection } from './expression-tree.ts'

/** The projected parts of an item, nested where the paths are; list elements close up in their order. */
export function applyProjection(projection: Projection, item: Item): Item {
  throw new Error(`not yet: ${projection} ${item}`)
}
