import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventFilter } from './event-filter.ts'

const event = {
  eventName: 'INSERT',
  dynamodb: {
    Keys: { pk: { S: 'order#1' } },
    NewImage: { total: { N: '12.5' }, paid: { BOOL: true }, tags: { SS: ['a', 'b'] }, note: { NULL: true } },
  },
  count: 3,
  lines: [
    { sku: 'a', quantity: 1 },
    { sku: 'b', quantity: 5, sizes: [{ width: 2 }] },
  ],
  nothing: null,
}

const patterns: readonly (readonly [pattern: object, matches: boolean])[] = [
  [{ eventName: ['INSERT'] }, true],
  [{ eventName: ['MODIFY', 'INSERT'] }, true],
  [{ eventName: ['MODIFY'] }, false],
  [{ eventName: ['INSERT'], count: [4] }, false],
  [{ count: [3] }, true],
  [{ count: ['3'] }, false],
  [{ nothing: [null] }, true],
  [{ missing: [null] }, false],
  [{ dynamodb: { NewImage: { paid: { BOOL: [true] } } } }, true],
  [{ dynamodb: { NewImage: { tags: { SS: ['b'] } } } }, true],
  [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'order#' }] } } } }, true],
  [{ dynamodb: { Keys: { pk: { S: [{ suffix: '#2' }] } } } }, false],
  [{ eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
  [{ eventName: [{ 'anything-but': ['MODIFY', 'REMOVE'] }] }, true],
  [{ eventName: [{ 'anything-but': 'INSERT' }] }, false],
  [{ eventName: [{ 'anything-but': { prefix: 'INS' } }] }, false],
  [{ missing: [{ 'anything-but': 'x' }] }, false],
  [{ count: [{ numeric: ['>', 2, '<=', 3] }] }, true],
  [{ count: [{ numeric: ['=', 4] }] }, false],
  [{ dynamodb: { NewImage: { total: { N: [{ numeric: ['>=', 12.5] }] } } } }, true],
  [{ dynamodb: { Keys: { pk: { S: [{ numeric: ['>', 0] }] } } } }, false],
  [{ eventName: [{ exists: true }], missing: [{ exists: false }] }, true],
  [{ eventName: [{ exists: false }] }, false],
  [{ dynamodb: { NewImage: { refund: { N: [{ exists: false }] } } } }, true],
  [{ lines: { sku: ['b'] } }, true],
  [{ lines: { sku: ['c'] } }, false],
  [{ lines: { sku: ['a'], quantity: [5] } }, false],
  [{ lines: { sku: ['b'], quantity: [{ numeric: ['>', 4] }] } }, true],
  [{ lines: { sizes: { width: [2] } } }, true],
  [{ count: { below: [3] } }, false],
  [{ $or: [{ eventName: ['REMOVE'] }, { count: [3] }] }, true],
  [{ $or: [{ eventName: ['REMOVE'] }, { count: [4] }] }, false],
]

for (const [pattern, matches] of patterns) {
  test(`${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'}`, () => {
    const filter = eventFilter('connectStream', { Filters: [{ Pattern: JSON.stringify(pattern) }] })
    assert.equal(filter(event), matches)
  })
}

test('an event passes that matches one of the patterns, or any where there is none', () => {
  const Filters = [{ Pattern: '{"eventName":["REMOVE"]}' }, { Pattern: '{"count":[3]}' }]
  assert.ok(eventFilter('connectStream', { Filters })(event))
  assert.ok(eventFilter('connectStream', { Filters: [] })(event))
  assert.ok(eventFilter('connectStream', undefined)(event))
})

for (const Pattern of [
  '',
  'x',
  '[]',
  '{}',
  '{"a":[]}',
  '{"a":[{"like":"x"}]}',
  '{"a":1}',
  '{"a":[{"prefix":5}]}',
  '{"a":[{"suffix":[]}]}',
  '{"a":[{"equals-ignore-case":null}]}',
  '{"a":[{"exists":"yes"}]}',
  '{"a":[{"anything-but":{"numeric":[">",1]}}]}',
  '{"a":[{"anything-but":[]}]}',
  '{"a":[{"numeric":[]}]}',
  '{"a":[{"numeric":[">"]}]}',
  '{"a":[{"numeric":["~",1]}]}',
  '{"a":[{"numeric":[">","1"]}]}',
  '{"a":[{"prefix":"x","suffix":"y"}]}',
  '{"$or":[]}',
  'x'.repeat(5000),
]) {
  test(`the pattern ${Pattern.slice(0, 30)} is refused`, () => {
    assert.throws(() => eventFilter('connectStream', { Filters: [{ Pattern }] }), {
      name: 'TypeError',
      message: /^connectStream: option 'filterCriteria'/,
    })
  })
}
