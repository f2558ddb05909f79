import fc from 'fast-check'
import { NAMES } from './placeholder-arbitraries.ts'

const plainName = fc.constantFrom('a', 'b', 'n', 's', 'l', 'm', 'ss', 'ns', 'c', 'absent')
const rareName = fc.constantFrom('pk', 'sk', 'name', 'size', 'Status')
const placeholder = fc.constantFrom(...Object.keys(NAMES))

const head = fc.oneof(
  { weight: 16, arbitrary: plainName },
  { weight: 4, arbitrary: placeholder },
  { weight: 1, arbitrary: rareName },
)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('.a', '.b', '.c', '.#a') },
  { weight: 3, arbitrary: fc.constantFrom('[0]', '[1]', '[2]', '[7]') },
)
const path: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: head },
  { weight: 2, arbitrary: fc.tuple(head, step).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.tuple(head, step, step).map((parts) => parts.join('')) },
)

const valueName = fc.constantFrom(
  ':s',
  ':n',
  ':n',
  ':one',
  ':b',
  ':t',
  ':null',
  ':l',
  ':m',
  ':ss',
  ':ns',
  ':x',
)

const operand: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: path },
  { weight: 6, arbitrary: valueName },
  { weight: 1, arbitrary: path.map((inside) => `size(${inside})`) },
)
const comparator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=')

const number = fc.constantFrom('n', 'c', ':n', ':one')
/** Operands of one type, of few values: the bounds of comparisons are met often. */
const numericCondition: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(fc.constantFrom('n', 'c'), comparator, fc.constantFrom(':n', ':one'))
    .map((parts) => parts.join(' ')),
  fc.tuple(number, number, number).map(([value, low, high]) => `${value} BETWEEN ${low} AND ${high}`),
  fc.tuple(number, number).map(([value, other]) => `${value} IN (${other})`),
  fc
    .tuple(fc.constantFrom('s', 'l', 'ss', 'ns'), comparator)
    .map(([sized, by]) => `size(${sized}) ${by} :one`),
)

const simpleCondition: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: numericCondition },
  fc.tuple(operand, comparator, operand).map((parts) => parts.join(' ')),
  fc.tuple(path, comparator, fc.constantFrom(':n', ':s')).map((parts) => parts.join(' ')),
  fc.tuple(operand, operand, operand).map(([value, low, high]) => `${value} BETWEEN ${low} AND ${high}`),
  fc
    .tuple(operand, fc.array(operand, { minLength: 1, maxLength: 3 }))
    .map(([value, list]) => `${value} IN (${list.join(', ')})`),
  path.map((inside) => `attribute_exists(${inside})`),
  path.map((inside) => `attribute_not_exists(${inside})`),
  path.map((inside) => `attribute_type(${inside}, :type)`),
  fc.tuple(operand, operand).map(([value, prefix]) => `begins_with(${value}, ${prefix})`),
  fc.tuple(operand, operand).map(([value, part]) => `contains(${value}, ${part})`),
)

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 6, arbitrary: simpleCondition },
    { weight: 1, arbitrary: tie('condition').map((inside) => `NOT ${inside}`) },
    {
      weight: 2,
      arbitrary: fc.tuple(tie('condition'), tie('condition')).map(([left, right]) => `${left} AND ${right}`),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(tie('condition'), tie('condition')).map(([left, right]) => `${left} OR ${right}`),
    },
    { weight: 2, arbitrary: tie('condition').map((inside) => `(${inside})`) },
  ),
}))

const setOperand: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: valueName },
  { weight: 3, arbitrary: path },
  {
    weight: 1,
    arbitrary: fc
      .tuple(path, fc.oneof(valueName, path))
      .map(([to, otherwise]) => `if_not_exists(${to}, ${otherwise})`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.oneof(path, valueName), fc.oneof(fc.constant(':l'), path))
      .map((lists) => `list_append(${lists.join(', ')})`),
  },
)
const setValue: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: setOperand },
  {
    weight: 1,
    arbitrary: fc.tuple(setOperand, fc.constantFrom('+', '-'), setOperand).map((parts) => parts.join(' ')),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('n', 'm.a', 'if_not_exists(n, :one)'),
        fc.constantFrom('+', '-'),
        fc.constantFrom(':n', ':one'),
      )
      .map((parts) => parts.join(' ')),
  },
)
const someOf = (part: fc.Arbitrary<string>, max = 3): fc.Arbitrary<string> =>
  fc.array(part, { minLength: 1, maxLength: max }).map((parts) => parts.join(', '))
const clauses: Readonly<Record<string, fc.Arbitrary<string>>> = {
  SET: someOf(fc.tuple(path, setValue).map(([to, from]) => `${to} = ${from}`)),
  REMOVE: someOf(path),
  ADD: someOf(
    fc
      .oneof(
        fc.tuple(path, valueName),
        fc.constantFrom<[string, string]>(['n', ':n'], ['ss', ':ss'], ['ns', ':ns'], ['c', ':n']),
      )
      .map((parts) => parts.join(' ')),
    2,
  ),
  DELETE: someOf(
    fc
      .oneof(fc.tuple(path, valueName), fc.constantFrom<[string, string]>(['ss', ':ss'], ['ns', ':ns']))
      .map((parts) => parts.join(' ')),
    2,
  ),
}
const clause = (name: string): fc.Arbitrary<string> =>
  (clauses[name] ?? path).map((actions) => `${name} ${actions}`)
const update: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: clause('SET') },
  { weight: 2, arbitrary: clause('REMOVE') },
  { weight: 2, arbitrary: clause('ADD') },
  { weight: 1, arbitrary: clause('DELETE') },
  { weight: 2, arbitrary: fc.tuple(clause('SET'), clause('REMOVE')).map((parts) => parts.join(' ')) },
  {
    weight: 1,
    arbitrary: fc.tuple(clause('ADD'), clause('SET'), clause('DELETE')).map((parts) => parts.join(' ')),
  },
)

const projection: fc.Arbitrary<string> = someOf(path)

/** The texts of expressions by parameter. */
export const texts: Readonly<Record<'condition' | 'update' | 'projection', fc.Arbitrary<string>>> = {
  condition: fc.oneof({ weight: 7, arbitrary: condition }, { weight: 1, arbitrary: spoiled(condition) }),
  update: fc.oneof({ weight: 8, arbitrary: update }, { weight: 1, arbitrary: spoiled(update) }),
  projection: fc.oneof({ weight: 8, arbitrary: projection }, { weight: 1, arbitrary: spoiled(projection) }),
}

/** An expression with one token taken out, doubled or put in. */
export function spoiled(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const spoiling = fc.constantFrom('drop', 'double', 'insert')
  const token = fc.constantFrom(
    '(',
    ')',
    ',',
    '=',
    '+',
    ':',
    '#',
    '.',
    '[',
    ']',
    '[0]',
    'AND',
    'NOT',
    'SET',
    'a',
    ':n',
    '*',
    '5',
    '"',
    '<',
  )
  return fc.tuple(text, spoiling, fc.nat(), token).map(([whole, how, where, inserted]) => {
    const tokens = whole.split(/(?<=[\s(),=.[\]])|(?=[\s(),=.[\]])/)
    const at = where % tokens.length
    const change =
      how === 'drop'
        ? []
        : how === 'double'
          ? [tokens[at], ' ', tokens[at]]
          : [tokens[at], ' ', inserted, ' ']
    return [...tokens.slice(0, at), ...change, ...tokens.slice(at + 1)].join('')
  })
}
