import type { AttributeValue, Item } from '../attributes/attribute-value.ts'
import type { Path } from './expression-tree.ts'

/** The value at a document path, or `undefined` if the path leads nowhere. */
export function valueAt(path: Path, item: Item): AttributeValue | undefined {
  let value: AttributeValue | undefined = item[path[0]]
  for (let depth = 1; value !== undefined && depth < path.length; depth++) {
    value = childOf(value, path[depth])
  }
  return value
}

function childOf(value: AttributeValue, element: string | number | undefined): AttributeValue | undefined {
  if (typeof element === 'string') return 'M' in value ? value.M[element] : undefined
  return element !== undefined && 'L' in value ? value.L[element] : undefined
}
