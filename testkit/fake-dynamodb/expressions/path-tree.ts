import type { Path, PathTree } from './expression-tree.ts'
import { ExpressionError } from './parser/token-reader.ts'

interface MutableTree<T> {
  leaf?: T
  /** The path of the leaf, or the first path that led through here: what an overlap is reported against. */
  readonly path: Path
  children: Children<T>
}

type Children<T> = Map<string | number, MutableTree<T>>

/** Shared by all that have none, and never added to: most trees are a root and its leaves. */
const NO_CHILDREN: Children<never> = new Map()

/** A path as DynamoDB's messages show it: `[m, [0], x]`. */
export function formatPath(path: Path): string {
  return `[${path.map((element) => (typeof element === 'number' ? `[${element}]` : element)).join(', ')}]`
}

/** Grows a {@link PathTree}, refusing paths that overlap with or contradict one that is already there. */
export class PathTreeBuilder<T> {
  readonly #root: MutableTree<T> = { path: [''], children: NO_CHILDREN }

  get tree(): PathTree<T> {
    return this.#root
  }

  /**
   * Adds `leaf` at `path`.
   *
   * @throws ExpressionError if one path leads through the other, or if one takes a list and the other a map
   * at the same place
   */
  add(path: Path, leaf: T): void {
    let node = this.#root
    for (const element of path) {
      if (node.leaf !== undefined) throw overlap('overlap', path, node.path)
      node = this.#child(node, element, path)
    }
    if (node.leaf !== undefined || node.children.size > 0) throw overlap('overlap', path, node.path)
    node.leaf = leaf
  }

  #child(node: MutableTree<T>, element: string | number, path: Path): MutableTree<T> {
    const existing = node.children.get(element)
    if (existing !== undefined) return existing
    const [sibling] = node.children.keys()
    if (sibling !== undefined && typeof sibling !== typeof element) throw overlap('conflict', path, node.path)
    const child: MutableTree<T> = { path, children: NO_CHILDREN }
    if (node.children.size === 0) node.children = new Map()
    node.children.set(element, child)
    return child
  }
}

function overlap(kind: 'overlap' | 'conflict', one: Path, two: Path): ExpressionError {
  return new ExpressionError(
    `Two document paths ${kind} with each other; must remove or rewrite one of these paths; ` +
      `path one: ${formatPath(one)}, path two: ${formatPath(two)}`,
  )
}
