export type TokenKind =
  | 'keyword'
  | 'identifier'
  | 'nameReference'
  | 'valueReference'
  | 'integer'
  | 'symbol'
  | 'unknown'
  | 'end'

/** A piece of an expression, with where it stands in the source. */
export interface Token {
  readonly kind: TokenKind
  /** As written; keywords in upper case. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const keywords: ReadonlySet<string> = new Set([
  'SET',
  'REMOVE',
  'ADD',
  'DELETE',
  'AND',
  'OR',
  'NOT',
  'BETWEEN',
  'IN',
])

const kinds = ['identifier', 'nameReference', 'valueReference', 'integer', 'symbol', 'unknown'] as const

/**
 * The tokens of an expression, the last of them `end`. What belongs to no token is a token of kind `unknown`,
 * one character each, for the parser to refuse.
 */
export function tokenize(source: string): readonly Token[] {
  const pattern =
    /[ \t\r\n]*(?:([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(0|[1-9][0-9]*)|(<>|<=|>=|[=<>+\-()[\].,])|([^ \t\r\n]))/y
  const tokens: Token[] = []
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    const end = pattern.lastIndex
    const index = match.findIndex((text, group) => group > 0 && text !== undefined)
    const text = match[index] ?? ''
    tokens.push(classify(kinds[index - 1] ?? 'unknown', text, end))
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: source.length, end: source.length })
  return tokens
}

function classify(kind: (typeof kinds)[number], text: string, end: number): Token {
  const start = end - text.length
  const upper = text.toUpperCase()
  if (kind === 'identifier' && keywords.has(upper)) return { kind: 'keyword', text: upper, start, end }
  return { kind, text, start, end }
}
