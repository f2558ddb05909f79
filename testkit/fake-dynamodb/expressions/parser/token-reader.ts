import type { OperandSyntax, PathElement, PathSyntax } from '../syntax-tree.ts'
import { call, type Task } from '../trampoline.ts'
import { type Token, tokenize } from './lexer.ts'

/** What is wrong with an expression, to be prefixed with which expression it is. */
export class ExpressionError extends Error {
  override readonly name: string = 'ExpressionError'
}

/** Reads tokens one by one, with the parts of the grammar that every kind of expression shares. */
export class TokenReader {
  readonly #source: string
  readonly #tokens: readonly Token[]
  #position = 0
  #parenthesized: object | undefined

  constructor(source: string) {
    this.#source = source
    this.#tokens = tokenize(source)
  }

  get current(): Token {
    return this.#at(this.#position)
  }

  /** Whether the current token is this keyword or symbol. */
  is(text: string): boolean {
    const token = this.current
    return token.text === text && (token.kind === 'keyword' || token.kind === 'symbol')
  }

  /** Steps over this keyword or symbol if it is the current token. */
  accept(text: string): boolean {
    const accepted = this.is(text)
    if (accepted) this.#position++
    return accepted
  }

  /**
   * Steps over this keyword or symbol.
   *
   * @throws ExpressionError if something else stands there
   */
  expect(text: string): void {
    if (!this.accept(text)) this.fail()
  }

  /** @throws ExpressionError if anything is left */
  expectEnd(): void {
    if (this.current.kind !== 'end') this.fail()
  }

  /** Refuses the current token, showing it between its neighbours. */
  fail(): never {
    const token = this.current
    const written = token.kind === 'end' ? token.text : this.#source.slice(token.start, token.end)
    const start = this.#position > 0 ? this.#at(this.#position - 1).start : 0
    const near = this.#source.slice(start, this.#at(this.#position + 1).end)
    throw new ExpressionError(`Syntax error; token: "${written}", near: "${near}"`)
  }

  path(): PathSyntax {
    const elements: [PathElement, ...PathElement[]] = [this.#pathName()]
    for (;;) {
      if (this.accept('.')) elements.push(this.#pathName())
      else if (this.accept('[')) {
        elements.push({ kind: 'index', text: this.take('integer') })
        this.expect(']')
      } else return { kind: 'path', elements }
    }
  }

  /** A path, a value or a function call. */
  *plainOperand(): Task<OperandSyntax> {
    if (this.current.kind === 'valueReference')
      return { kind: 'value', reference: this.take('valueReference') }
    const path = this.path()
    const [first] = path.elements
    if (path.elements.length > 1 || first.kind !== 'name' || !this.accept('(')) return path
    const operands: OperandSyntax[] = []
    do operands.push(yield* call(this.operand()))
    while (this.accept(','))
    this.expect(')')
    return { kind: 'call', name: first.text, operands }
  }

  /** A path, a value or a function call, perhaps in parentheses. */
  *operand(): Task<OperandSyntax> {
    if (!this.accept('(')) return yield* call(this.plainOperand())
    const operand = yield* call(this.operand())
    this.expect(')')
    return this.parenthesized(operand)
  }

  /**
   * Notes that `node` stood in parentheses.
   *
   * @throws ExpressionError for a second pair around the same node
   */
  parenthesized<T extends object>(node: T): T {
    if (this.#parenthesized === node) throw new ExpressionError('The expression has redundant parentheses;')
    this.#parenthesized = node
    return node
  }

  /**
   * Steps over a token of this kind and gives its text.
   *
   * @throws ExpressionError if something else stands there
   */
  take(kind: Token['kind']): string {
    const token = this.current
    if (token.kind !== kind) this.fail()
    this.#position++
    return token.text
  }

  #pathName(): PathElement {
    if (this.current.kind === 'nameReference') return { kind: 'reference', text: this.take('nameReference') }
    return { kind: 'name', text: this.take('identifier') }
  }

  #at(position: number): Token {
    const token = this.#tokens[position] ?? this.#tokens.at(-1)
    if (token === undefined) throw new RangeError('there is always an end token')
    return token
  }
}
