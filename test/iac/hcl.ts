/** A value of Terraform's language: a reference or a call stays the text that it is. */
export type HclValue = string | boolean | readonly HclValue[] | { readonly [name: string]: HclValue }

export interface HclBlock {
  readonly type: string
  readonly labels: readonly string[]
  readonly attributes: Readonly<Record<string, HclValue>>
  readonly blocks: readonly HclBlock[]
}

const token = /"(?:[^"\\]|\\.)*"|[\w.-]+|[{}[\]()=,]|\n/g

/** Reads as much of HCL as the docs use: blocks, attributes, lists, objects, references and calls. */
export function parseHcl(text: string): readonly HclBlock[] {
  const tokens = text.replaceAll(/^\s*#.*$/gm, '').match(token) ?? []
  let at = 0
  const peek = (): string => tokens[at] ?? ''
  const next = (): string => tokens[at++] ?? ''
  const skip = (...these: readonly string[]): void => {
    while (these.includes(peek())) at++
  }
  const expect = (wanted: string): void => {
    const found = next()
    if (found !== wanted) throw new SyntaxError(`HCL: ${JSON.stringify(found)} instead of ${wanted}`)
  }

  const value = (): HclValue => {
    skip('\n')
    if (peek() === '[') return list()
    if (peek() === '{') return object()
    const word = next()
    if (word.startsWith('"')) return JSON.parse(word)
    if (word === 'true' || word === 'false') return word === 'true'
    if (peek() !== '(') return word
    next()
    const argument = value()
    skip('\n')
    expect(')')
    return { [word]: argument }
  }
  const list = (): readonly HclValue[] => {
    const values: HclValue[] = []
    for (next(), skip('\n', ','); peek() !== ']'; skip('\n', ',')) values.push(value())
    next()
    return values
  }
  const object = (): HclValue => {
    const entries: [string, HclValue][] = []
    for (next(), skip('\n', ','); peek() !== '}'; skip('\n', ',')) {
      const name = next()
      expect('=')
      entries.push([name, value()])
    }
    next()
    return Object.fromEntries(entries)
  }
  const block = (type: string): HclBlock => {
    const labels: string[] = []
    while (peek().startsWith('"')) labels.push(JSON.parse(next()))
    expect('{')
    const attributes: Record<string, HclValue> = {}
    const blocks: HclBlock[] = []
    for (skip('\n'); peek() !== '}'; skip('\n')) {
      const name = next()
      if (peek() !== '=') blocks.push(block(name))
      else {
        next()
        attributes[name] = value()
      }
    }
    next()
    return { type, labels, attributes, blocks }
  }

  const parsed: HclBlock[] = []
  for (skip('\n'); at < tokens.length; skip('\n')) parsed.push(block(next()))
  return parsed
}
