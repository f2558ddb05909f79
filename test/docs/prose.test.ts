import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultsOfComments, faultsOfPage } from '../../scripts/prose.ts'

const words = (count: number, end = '.') =>
  `${Array.from({ length: count }, (_, i) => `word${i}`).join('\n')}${end}`

describe('a page', () => {
  for (const [what, page, sentences] of [
    ['a sentence of 30 words', words(30), 0],
    ['a sentence of 31 words', words(31), 1],
    ['a sentence over two items of a list', `- ${words(20, '')}\n- ${words(20)}`, 0],
    [
      'cells of a table',
      `| ${words(20, '').replaceAll('\n', ' ')} | ${words(20).replaceAll('\n', ' ')} |`,
      0,
    ],
    ['a long sentence in a cell', `| a | ${words(31).replaceAll('\n', ' ')} |`, 1],
    ['a heading before a paragraph', `# ${words(20, '').replaceAll('\n', ' ')}\n\n${words(20)}`, 0],
    ['code', `\`\`\`ts\n// ${words(40).replaceAll('\n', ' ')}\n\`\`\`\n`, 0],
    ['code in a list', `- a\n\n  \`\`\`ts\n  ${words(40).replaceAll('\n', ' ')}\n  \`\`\`\n`, 0],
  ] as const) {
    test(what, () => assert.equal(faultsOfPage(page).sentences.length, sentences))
  }

  for (const [what, page, lines] of [
    ['a line of 100 columns', 'x'.repeat(50).concat(' ', 'x'.repeat(49)), 0],
    ['a line of 101 columns', 'x'.repeat(50).concat(' ', 'x'.repeat(50)), 1],
    ['a row of a table', `| ${'x '.repeat(80)} |`, 0],
    ['an address of a link', `See [the page](https://example.com/${'x'.repeat(90)}).`, 0],
    ['a long line with a link', `${'x '.repeat(50)}[page](https://example.com)`, 1],
  ] as const) {
    test(what, () => assert.equal(faultsOfPage(page).lines.length, lines))
  }

  test('words of the dialect', () => {
    assert.deepEqual(faultsOfPage('Whoever is\nno `whom` hears\nof it anew').words, [
      'whoever',
      'is no',
      'hears of',
      'anew',
    ])
    assert.deepEqual(faultsOfPage('This is normal, a renewal of who is known.').words, [])
  })
})

describe('comments', () => {
  for (const [what, source, sentences] of [
    [
      'a sentence over lines of a comment',
      `/**\n * ${words(31).replaceAll('\n', '\n * ')}\n */\nconst a = 1`,
      1,
    ],
    ['a sentence over line comments', `// ${words(31).replaceAll('\n', '\n// ')}\nconst a = 1`, 1],
    [
      'two tags',
      `/**\n * ${words(20, '')}\n * @param a ${words(20)}\n */`.replaceAll('\nword', '\n * word'),
      0,
    ],
    ['an example', `/**\n * \`\`\`ts\n * ${words(40).replaceAll('\n', ' ')}\n * \`\`\`\n */`, 0],
    [
      'comments of two statements',
      `// ${words(20, '').replaceAll('\n', ' ')}\nconst a = 1\n// ${words(20).replaceAll('\n', ' ')}\n`,
      0,
    ],
  ] as const) {
    test(what, () => assert.equal(faultsOfComments(source).sentences.length, sentences))
  }

  test('only comments are read', () => {
    assert.deepEqual(faultsOfComments("// anew\nconst text = 'whom'\n/** whoever */").words, [
      'anew',
      'whoever',
    ])
  })
})
