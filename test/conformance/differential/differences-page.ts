import * as reasons from '../local-reasons.ts'
import { knownDifferences } from './known-differences.ts'

const COLUMNS = 100

/** The page of the docs that lists how the fake and DynamoDB Local differ. */
export function differencesPage(): string {
  const differences = knownDifferences.map(({ title, fake, local, decidedBy }) =>
    [
      `## ${title}\n`,
      wrapped(`- The fake: ${fake}`),
      wrapped(`- DynamoDB Local: ${local}`),
      wrapped(`- Decided by: ${decidedBy}\n`),
    ].join('\n'),
  )
  const single = Object.values(reasons)
    .map((reason) => wrapped(`- ${reason}.`))
    .sort()
  return [HEAD, ...differences, SINGLE_CASES, `${single.join('\n')}\n`].join('\n')
}

const HEAD = `<!-- Written by \`npm run docs:differences\` from known-differences.ts and local-reasons.ts. -->

# Fake DynamoDB and DynamoDB Local

The same conformance cases, and thousands of generated requests, run on [the fake](fake-dynamodb.md)
and on DynamoDB Local 1.25.1. This page lists every difference. Each entry says which side is right,
and how that is known.

AWS is replacing its messages about sizes and limits, region by region. BatchGetItem,
BatchWriteItem, Query, TransactGetItems and TransactWriteItems have newer messages in some regions.
The fake always has the newer ones.
`

const SINGLE_CASES = `## In single cases

Some conformance cases expect another answer of DynamoDB Local:
`

/** A list entry in lines of at most 100 columns. */
function wrapped(entry: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of entry.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > COLUMNS) {
      lines.push(line)
      line = ` `
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join('\n')
}
