import { availableParallelism } from 'node:os'
import { versions } from 'node:process'

/**
 * Tests that need nothing but Node, and share a process with others. Their hooks belong to a `describe`, and
 * what they change of the process they put back.
 */
export const sharedTests: readonly string[] = [
  '{bench,middlewares,services,streaming,testkit}/**/!(*.local).test.ts',
  'test/{capabilities,conformance,fixture-runner}/**/!(*.local).test.ts',
]

/** Tests that need nothing but Node, and a process of their own. */
export const isolatedTests: readonly string[] = [
  '!(*.local).test.ts',
  'examples/**/!(*.local).test.ts',
  'test/{aws,docs,examples,integration,package}/**/!(*.local).test.ts',
]

/** Tests that need DynamoDB Local. */
export const localTests = '**/*.local.test.ts'

/** How many test files run at once. On two processors Node would run one at a time. */
export const concurrency: number = Math.max(2, availableParallelism() - 1)

/** Arguments with which Node runs tests. On every Node, the reporter ends with the tests that failed. */
export function nodeTestArguments(patterns: readonly string[], atOnce: number = concurrency): string[] {
  const reporter = ['--test-reporter=spec', `--test-concurrency=${atOnce}`]
  return ['--import', 'tsx', '--test', ...reporter, ...patterns]
}

/** Arguments with which Node runs all tests of these files in one process. */
export function sharedProcessArguments(files: readonly string[]): string[] {
  const isNode22 = versions.node.startsWith('22.')
  const isolation = `--${isNode22 ? 'experimental-test' : 'test'}-isolation=none`
  return ['--import', 'tsx', '--test', '--test-reporter=spec', isolation, ...files]
}
