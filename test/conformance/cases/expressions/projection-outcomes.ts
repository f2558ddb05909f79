import { item, numbers, strings } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { type ConformanceCase, returns, step } from '../../conformance-case.ts'
import { type Attributes, given, ofSample, placeholders, sample } from './sample.ts'

const projections: readonly (readonly [expression: string, projected: Attributes])[] = [
  ['a', { a: 1 }],
  ['pk', { pk: 'x' }],
  ['a, zz, b', { a: 1, b: 2 }],
  ['#a', { a: 1 }],
  ['#odd, #m.#y', { 'odd name': 1, m: { y: { z: 9 } } }],
  ['#dotted', {}],
  ['m', { m: { x: 1, y: { z: 9 } } }],
  ['m.x', { m: { x: 1 } }],
  ['m . y . z', { m: { y: { z: 9 } } }],
  ['m.y.z, m.x', { m: { x: 1, y: { z: 9 } } }],
  ['l[2], l[0]', { l: [0, 2] }],
  ['l[1], m.x', { l: [1], m: { x: 1 } }],
  ['l[9], s', { s: 'abc' }],
  ['things[2].deep[1]', { things: [{ deep: ['y'] }] }],
  ['ss, ns', { ss: strings('a', 'b'), ns: numbers('1', '2') }],
  ...['zz', 'm.zz', 'l[9]', 'm[0]', 'l.x', 'ss[0]', 'a.b.c', 's.x, b[0]'].map(
    (nowhere) => [nowhere, {}] as const,
  ),
]

export const projectionOutcomeCases: readonly ConformanceCase[] = [
  ...projections.map(([ProjectionExpression, projected]) =>
    plain(
      `«${ProjectionExpression}» returns what it names`,
      given,
      step(
        'GetItem',
        { ...ofSample, ProjectionExpression, ...placeholders(ProjectionExpression) },
        returns({ Item: item(projected) }),
      ),
    ),
  ),
  plain('without a projection, all of it', given, step('GetItem', ofSample, returns({ Item: item(sample) }))),
]
