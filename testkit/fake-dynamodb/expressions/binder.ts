import type { Operand, Path } from './expression-tree.ts'
import { ExpressionError } from './parser/token-reader.ts'
import type { Placeholders } from './placeholders.ts'
import type { PathSyntax, ValueSyntax } from './syntax-tree.ts'

const MAX_PATH_ELEMENTS = 32
const MAX_OPERATORS = 300

/**
 * Fills names and values into one expression, counting its operators and functions.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
 */
export class Binder {
  readonly #placeholders: Placeholders
  #operators = 0

  constructor(placeholders: Placeholders) {
    this.#placeholders = placeholders
  }

  /**
   * Counts operators or functions.
   *
   * @throws ExpressionError for the 301st
   */
  countOperators(count = 1): void {
    this.#operators += count
    if (this.#operators > MAX_OPERATORS) {
      throw new ExpressionError(
        `The expression contains too many operators; operator count: ${MAX_OPERATORS + 1}`,
      )
    }
  }

  /** @throws ExpressionError for a path too deep or a name that is not defined */
  path({ elements }: PathSyntax): Path {
    if (elements.length > MAX_PATH_ELEMENTS) {
      throw new ExpressionError(
        `The document path has too many nesting levels; nesting levels: ${elements.length}`,
      )
    }
    const [first, ...rest] = elements
    const name = this.#name(first)
    if (rest.length === 0) return [name]
    return [
      name,
      ...rest.map((element) => (element.kind === 'index' ? Number(element.text) : this.#name(element))),
    ]
  }

  /** @throws ExpressionError for a path too deep or a placeholder that is not defined */
  operand(syntax: PathSyntax | ValueSyntax): Operand {
    if (syntax.kind === 'path') return { kind: 'path', path: this.path(syntax) }
    return { kind: 'value', value: this.#placeholders.value(syntax.reference) }
  }

  #name({ kind, text }: PathSyntax['elements'][number]): string {
    return kind === 'reference' ? this.#placeholders.name(text) : text
  }
}
