import {
  type AttributeMap,
  type AttributeValue,
  createAttributeMap,
  type Item,
} from '../attributes/attribute-value.ts'
import type { PathTree, Projection } from './expression-tree.ts'

/** The projected parts of an item, nested where the paths are; list elements close up in their order. */
export function applyProjection(projection: Projection, item: Item): Item {
  return projectMap(projection.tree, item) ?? createAttributeMap()
}

/** The parts of a map that the leaves of a tree point to. `undefined` if none of them exists. */
export function projectMap(tree: PathTree<unknown>, map: AttributeMap): AttributeMap | undefined {
  const projected = createAttributeMap()
  let found = false
  for (const [name, child] of tree.children) {
    const value = typeof name === 'string' ? map[name] : undefined
    const part = value && projectValue(child, value)
    if (part === undefined) continue
    projected[name] = part
    found = true
  }
  return found ? projected : undefined
}

function projectValue(tree: PathTree<unknown>, value: AttributeValue): AttributeValue | undefined {
  if (tree.leaf !== undefined) return value
  if ('M' in value) {
    const map = projectMap(tree, value.M)
    return map && { M: map }
  }
  if (!('L' in value)) return undefined
  const elements = value.L.flatMap((element, index) => {
    const child = tree.children.get(index)
    return (child && projectValue(child, element)) ?? []
  })
  return elements.length > 0 ? { L: elements } : undefined
}
