/** What makes a text hard to read, counted. */
export interface ProseFaults {
  readonly sentences: readonly string[]
  readonly lines: readonly string[]
  readonly words: readonly string[]
}

export const MAX_WORDS = 30
export const MAX_COLUMNS = 100

// Words of a private dialect.
const dialect = /\b(?:is no|hears of|whom|whoever|whosoever|befalls|that is none|anew)\b/gi

/** Faults of a page in Markdown. Code is not prose, and a row of a table cannot be wrapped. */
export function faultsOfPage(markdown: string): ProseFaults {
  const prose = markdown.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '').replaceAll(/<!--[\s\S]*?-->/g, '')
  const lines = prose.split('\n').filter((line) => !line.startsWith('|') && isTooLong(line))
  return { ...faultsOfText(prose), lines }
}

/** Faults of the comments of a source file. Their lines are a matter of the formatter and of `check-sources`. */
export function faultsOfComments(source: string): ProseFaults {
  const comments = source.match(/\/\*\*[\s\S]*?\*\/|(?:^[ \t]*\/\/ .*\n?)+/gm) ?? []
  const marks = /^[ \t]*(?:\/\*\*|\*\/|\*|\/\/) ?|\*\/$/gm
  const texts = comments.map((comment) => comment.replaceAll(marks, '').replaceAll(/^```[\s\S]*?^```/gm, ''))
  return { ...faultsOfText(texts.join('\n\n')), lines: [] }
}

/** Paragraphs, items of lists, headings, cells of tables and tags of TSDoc each have sentences of their own. */
function faultsOfText(text: string): Omit<ProseFaults, 'lines'> {
  const withoutCode = text.replaceAll(/`[^`]*`/g, 'code')
  const parts = withoutCode.split(/\n\s*\n|\n\s*(?=[-*#] |\d+\. |\|)|\s\|\s|\s(?=@[a-z]+[ A-Z])/)
  const sentences = parts.flatMap((part) => part.split(/[.!?](?=\s|$|\))/)).map(inOneLine)
  return {
    sentences: sentences.filter((sentence) => sentence.split(' ').length > MAX_WORDS),
    words: (inOneLine(withoutCode).match(dialect) ?? []).map((word) => word.toLowerCase()),
  }
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** The target of a link cannot be broken. */
function isTooLong(line: string): boolean {
  return line.replaceAll(/\]\([^)]*\)/g, ']').length > MAX_COLUMNS
}
