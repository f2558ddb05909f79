/** A member of the model that API Extractor writes. */
export interface ApiItem {
  readonly kind: string
  readonly name?: string
  readonly docComment?: string
  readonly excerptTokens?: readonly { readonly text: string }[]
  readonly members?: readonly ApiItem[]
}

const kinds: readonly (readonly [kind: string, heading: string])[] = [
  ['Function', 'Functions'],
  ['Class', 'Classes'],
  ['Variable', 'Values'],
  ['Interface', 'Interfaces'],
  ['TypeAlias', 'Types'],
]

/** The page of an entry point: what it exports by kind, each with its comment, its declaration and its members. */
export function referencePage(specifier: string, items: readonly ApiItem[]): string {
  const sections = kinds.flatMap(([kind, heading]) => {
    const ofKind = items.filter((item) => item.kind === kind)
    return ofKind.length > 0 ? [`## ${heading}\n`, ...overloadsOf(ofKind).map(section)] : []
  })
  return [`# ${specifier}\n`, ...sections].join('\n')
}

/** The overloads of a function follow one another, under one heading. */
function overloadsOf(items: readonly ApiItem[]): readonly (readonly ApiItem[])[] {
  return [...Map.groupBy(items, ({ name }) => name).values()]
}

function section(overloads: readonly ApiItem[]): string {
  const [first] = overloads
  const declarations = overloads.map((item) => excerptOf(item)).join('\n')
  const comments = overloads.map(({ docComment }) => proseOf(docComment)).filter(Boolean)
  return [
    `### ${first?.name}\n`,
    ...comments.map((comment) => `${comment}\n`),
    `\`\`\`ts\n${declarations}\n\`\`\`\n`,
    ...(first?.members ?? []).map(memberLine),
    '',
  ].join('\n')
}

function memberLine(member: ApiItem): string {
  const prose = proseOf(member.docComment).replaceAll(/\s*\n+\s*/g, ' ')
  return `- \`${excerptOf(member).replaceAll(/\s+/g, ' ').replaceAll('`', "'")}\`${prose && `: ${prose}`}`
}

function excerptOf({ excerptTokens = [] }: ApiItem): string {
  const text = excerptTokens.map((token) => token.text).join('')
  return text.replace(/^export (?:declare )?/, '').trim()
}

/** A comment as Markdown: its tags become sentences, and what could be taken for HTML is escaped. */
function proseOf(comment = ''): string {
  const text = comment
    .replace(/^\/\*\*\s?|\s*\*\/\s*$/g, '')
    .replaceAll(/^\s*\* ?/gm, '')
    .replaceAll(/\{@link ([^}|]+?)(?:\s*\|[^}]*)?\}/g, '`$1`')
    .replaceAll(/^@param (\w+) - /gm, '\n`$1`: ')
    .replaceAll(/^@returns\s+/gm, '\nReturns ')
    .replaceAll(/^@throws\s+/gm, '\nThrows ')
    .replaceAll(/@defaultValue\s+/g, 'Default: ')
    .replaceAll(/^@see\s+/gm, '\nSee ')
    .replaceAll(/^@(?:remarks|example)\s*/gm, '\n')
    .trim()
  return text
    .split(/(```[\s\S]*?```|`[^`]*`)/)
    .map((part, i) => (i % 2 === 0 ? escaped(part) : part))
    .join('')
}

function escaped(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;')
}
