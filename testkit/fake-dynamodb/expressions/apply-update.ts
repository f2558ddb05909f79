import { MAX_NESTING, nestingException } from '../attributes/attribute-validation.ts'
import {
  type AttributeMap,
  type AttributeValue,
  copyAttributeMap,
  type Item,
} from '../attributes/attribute-value.ts'
import { validationException } from '../exceptions.ts'
import { projectMap } from './apply-projection.ts'
import { type Change, evaluateActions } from './evaluate-update.ts'
import { keyNamed } from './expression-paths.ts'
import type { KeyNames, PathTree, Update } from './expression-tree.ts'

/** An item after an update, and the parts that the update touched. */
export class UpdateResult {
  /** The new item, which shares what did not change with the old one. */
  readonly item: Item
  readonly #before: Item
  readonly #tree: PathTree<number>

  constructor(item: Item, before: Item, tree: PathTree<number>) {
    this.item = item
    this.#before = before
    this.#tree = tree
  }

  /**
   * For `ReturnValues: 'UPDATED_OLD'`: what the touched paths held before. `undefined` when they held
   * nothing.
   */
  updatedOld(): Item | undefined {
    return projectMap(this.#tree, this.#before)
  }

  /**
   * For `ReturnValues: 'UPDATED_NEW'`: what the touched paths hold now, nested where the paths are.
   * `undefined` when they hold nothing. Paths mean what they mean in the new item: after `REMOVE list[1]`,
   * `list[1]` is what followed it.
   */
  updatedNew(): Item | undefined {
    return projectMap(this.#tree, this.item)
  }
}

/**
 * Applies an update to an item; for an item that does not exist yet, to its key alone. Every action sees the
 * item as it was before. Does not check the size of the result.
 *
 * @throws DynamoDBException `ValidationException` for an operand of the wrong type, a path that leads
 * nowhere, a number that overflows, or a result nested too deep
 */
export function applyUpdate(update: Update, item: Item): UpdateResult {
  const changes = evaluateActions(update, item)
  update.actions.forEach(({ path }, index) => {
    const value = changes[index]?.value
    if (value && path.length + nestingOf(value) > MAX_NESTING) throw nestingException()
  })
  return new UpdateResult(changeMap(update.tree, item, changes), item, update.tree)
}

/**
 * Refuses an update of a key attribute of the table.
 *
 * @throws DynamoDBException `ValidationException`: `... Cannot update attribute pk. This attribute is part of
 * the key`
 */
export function assertUpdateWithoutKeys(update: Update, keys: KeyNames): void {
  const key = keyNamed(
    update.actions.map(({ path }) => path),
    keys,
  )
  if (key === undefined) return
  throw validationException(
    `One or more parameter values were invalid: Cannot update attribute ${key}. This attribute is part ` +
      `of the key`,
  )
}

function changeMap(
  tree: PathTree<number>,
  map: AttributeMap,
  changes: readonly (Change | undefined)[],
): AttributeMap {
  const changed = copyAttributeMap(map)
  for (const [name, child] of tree.children) {
    const value = changeValue(child, map[name], changes)
    if (value === undefined) delete changed[name]
    else changed[name] = value
  }
  return changed
}

/** New elements go behind the last one, in the order of their indexes; what is removed leaves no gap. */
function changeList(
  tree: PathTree<number>,
  list: readonly AttributeValue[],
  changes: readonly (Change | undefined)[],
): AttributeValue[] {
  const kept = list.flatMap((element, index) => {
    const child = tree.children.get(index)
    return (child === undefined ? element : changeValue(child, element, changes)) ?? []
  })
  const appended = [...tree.children]
    .filter(([index]) => Number(index) >= list.length)
    .toSorted(([left], [right]) => Number(left) - Number(right))
    .flatMap(([, child]) => changeValue(child, undefined, changes) ?? [])
  return [...kept, ...appended]
}

function changeValue(
  tree: PathTree<number>,
  value: AttributeValue | undefined,
  changes: readonly (Change | undefined)[],
): AttributeValue | undefined {
  if (tree.leaf !== undefined) {
    const change = changes[tree.leaf]
    return change === undefined ? value : change.value
  }
  if (value !== undefined && 'M' in value) return { M: changeMap(tree, value.M, changes) }
  if (value !== undefined && 'L' in value) return { L: changeList(tree, value.L, changes) }
  throw validationException('The document path provided in the update expression is invalid for update')
}

/** How many lists and maps lie within one another. */
function nestingOf(value: AttributeValue): number {
  if ('L' in value) return 1 + value.L.reduce((deepest, element) => Math.max(deepest, nestingOf(element)), 0)
  if (!('M' in value)) return 0
  return 1 + Object.values(value.M).reduce((deepest, element) => Math.max(deepest, nestingOf(element)), 0)
}
