import { availableParallelism } from 'node:os'

/** Tests that need nothing but Node. */
export const ordinaryTests: string =
  '{!(*.local).test.ts,{examples,middlewares,services,streaming,testkit,test}{,/**}/!(*.local).test.ts}'

/** Tests that need DynamoDB Local. */
export const localTests = '**/*.local.test.ts'

/**
 * Arguments with which Node runs tests: on two processors it would run one file at a time. Both reporters, on
 * every Node, end with the tests that failed.
 */
export function nodeTestArguments(pattern: string, reporter: 'spec' | 'dot' = 'spec'): string[] {
  const concurrency = Math.max(2, availableParallelism() - 1)
  return [
    '--import',
    'tsx',
    '--test',
    `--test-reporter=${reporter}`,
    `--test-concurrency=${concurrency}`,
    pattern,
  ]
}
