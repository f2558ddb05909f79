import { availableParallelism } from 'node:os'
import { versions } from 'node:process'

/**
 * Tests that need nothing but Node, and share a process with others. Their hooks belong to a `describe`, and
 * what they change of the process they put back.
 */
export const sharedTests: readonly string[] = [
  '!(*.local).test.ts',
  '{bench,middlewares,services,streaming,testkit}/**/!(*.local).test.ts',
  'test/{aws,capabilities,conformance,examples,fixture-runner,package}/**/!(*.local).test.ts',
  'test/docs/!(recipes-docs).test.ts',
  'test/integration/*.test.ts',
]

/** Tests that need nothing but Node, and a process of their own: environment variables, real processes. */
export const isolatedTests: readonly string[] = [
  'examples/**/!(*.local).test.ts',
  'test/docs/recipes-docs.test.ts',
  'test/integration/*/**/!(*.local).test.ts',
]

/**
 * Tests whose outcome cannot depend on the version of Node: one version runs them. `test/run.ts` leaves them
 * out with `--depends-on-node`.
 */
export const sameOnEachNode: readonly string[] = [
  // They compare files of the repository.
  'test/docs/{docs-links,error-codes,prose,sidebar}.test.ts',
  // It checks the fixtures, which run on each version, by changing what they expect.
  'test/capabilities/falsifiable.test.ts',
  // They search many strategies and schedules for mistakes of arithmetic and of the order of requests, in
  // memory and in virtual time. Shorter tests of the same code run on each version.
  'services/rate-limiter/contract/{adapters-agree,strategy-changes}.test.ts',
  'services/rate-limiter/dynamodb/clocks.test.ts',
  'services/rate-limiter/dynamodb/booking/leased-environments.test.ts',
  'services/websocket/dynamodb/many-registries.test.ts',
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
