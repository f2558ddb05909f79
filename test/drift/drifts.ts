/** A way in which code and contract come apart, and the part of the gate that has to notice. */
export interface Drift {
  readonly name: string
  readonly file: string
  /** What becomes of the file's text; undefined where the file goes. */
  change(text: string): string | undefined
  /** A command of the gate: green on the checkout, red on the drift. */
  readonly check: readonly string[]
  /** What a red gate has to speak of. */
  readonly says: RegExp
  /** The check looks at what is built. */
  readonly built?: true
}

const contract = (name: string): readonly string[] => [
  'node',
  '--import',
  'tsx',
  '--test',
  `test/capabilities/${name}.test.ts`,
]
const fixtures = (family: string, adapter: string): readonly string[] => [
  ...['node', '--import', 'tsx', 'test/fixture-runner/run.ts', '--family', family, '--adapter', adapter],
]
const apiComments = ['node', '--import', 'tsx', 'scripts/check-api-comments.ts']
const lint = (file: string): readonly string[] => ['node_modules/.bin/biome', 'lint', file]

export const drifts: readonly Drift[] = [
  {
    name: 'an export has another name',
    file: 'services/rate-limiter/index.ts',
    change: (text) => text.replace('export { slidingWindow }', 'export { slidingWindow as rollingWindow }'),
    built: true,
    check: contract('capabilities'),
    says: /apptheory-middy\/services\/rate-limiter exports no slidingWindow/,
  },
  {
    name: 'an export of a capability is gone',
    file: 'services/event-bus/index.ts',
    change: (text) => text.replace(/^export \{ emfMetrics \}.*$/m, ''),
    built: true,
    check: contract('capabilities'),
    says: /apptheory-middy\/services\/event-bus exports no emfMetrics/,
  },
  {
    name: 'a header has another name',
    file: 'middlewares/rate-limit/headers.ts',
    change: (text) => text.replace("'x-ratelimit-remaining'", "'x-ratelimit-left'"),
    check: fixtures('rate-limit', 'memory'),
    says: /headers-allowed on memory/,
  },
  {
    name: 'a header rounds the other way',
    file: 'middlewares/rate-limit/headers.ts',
    change: (text) => text.replace('Math.ceil(waitMs / 1000)', 'Math.floor(waitMs / 1000)'),
    check: fixtures('rate-limit', 'memory'),
    says: /headers-.* on memory: .*retry-after/s,
  },
  {
    name: 'a cursor has another byte',
    file: 'services/event-bus/query/cursor.ts',
    change: (text) => text.replace(',"sort":', ', "sort":'),
    check: fixtures('event-bus', 'fake'),
    says: /cursor-table on fake/,
  },
  {
    name: 'a fixture is gone',
    file: 'fixtures/rate-limit/fixed-day.json',
    change: () => undefined,
    check: contract('capabilities'),
    says: /rate-limit\/fixed-day is gone, and the version of rate-limit\.fixed-window is still 1/,
  },
  {
    name: 'a fixture expects something else',
    file: 'fixtures/websocket/service-error-410-named.json',
    change: (text) => text.replace('websocket.gone', 'websocket.unavailable'),
    check: contract('capabilities'),
    says: /service-error-410-named changed, and the version of websocket\.service-error is still 1/,
  },
  {
    name: 'a changed expectation is recorded without a version',
    file: 'fixtures/websocket/service-error-410-named.json',
    change: (text) => text.replace('websocket.gone', 'websocket.unavailable'),
    check: ['node', '--import', 'tsx', 'scripts/update-digests.ts'],
    says: /the version of websocket\.service-error is still 1/,
  },
  {
    name: 'a fixture belongs to no capability',
    file: 'fixtures/event-bus/delete-one.json',
    change: (text) => text.replace('"event-bus.delete"', '"event-bus.removal"'),
    check: contract('fixtures'),
    says: /event-bus\/delete-one\.json names event-bus\.removal/,
  },
  {
    name: 'a capability has no fixture',
    file: 'fixtures/capabilities.json',
    change: (text) => text.replace('"rate-limit/cost-*.json"', '"rate-limit/price-*.json"'),
    check: contract('capabilities'),
    says: /rate-limit\.cost: rate-limit\/price-\*\.json/,
  },
  {
    name: 'a required capability is gone',
    file: 'fixtures/capabilities.json',
    change: (text) => withoutCapability(text, 'streaming.sse'),
    check: contract('capabilities'),
    says: /streaming\.sse is required, and gone/,
  },
  {
    name: 'a fixture expects nothing',
    file: 'fixtures/rate-limit/fixed-day.json',
    change: (text) => JSON.stringify({ ...JSON.parse(text), expect: {} }),
    check: contract('fixtures'),
    says: /rate-limit\/fixed-day\.json: .*expect/,
  },
  {
    name: 'the SDK is imported in the wrong folder',
    file: 'middlewares/rate-limit.ts',
    change: (text) => `import '@aws-sdk/client-dynamodb'\n${text}`,
    check: lint('middlewares/rate-limit.ts'),
    says: /import AWS SDK modules/,
  },
  {
    name: 'time is read where a clock should be taken',
    file: 'services/rate-limiter/memory/memory-rate-limiter.ts',
    change: (text) => `${text}\nexport const startedAt: number = Date.now()\n`,
    check: lint('services/rate-limiter/memory/memory-rate-limiter.ts'),
    says: /Only services\/clock and services\/ids read time and chance/,
  },
  {
    name: 'chance is taken where a source of it should be',
    file: 'services/rate-limiter/dynamodb/circuit-breaker.ts',
    change: (text) => `${text}\nexport const seed: Uint8Array = crypto.getRandomValues(new Uint8Array(1))\n`,
    check: lint('services/rate-limiter/dynamodb/circuit-breaker.ts'),
    says: /Only services\/clock and services\/ids read time and chance/,
  },
  {
    name: 'a port knows who uses it',
    file: 'services/clock/sleep.ts',
    change: (text) => `import '../rate-limiter/index.ts'\n${text}`,
    check: lint('services/clock/sleep.ts'),
    says: /The ports of time and identifiers know nobody/,
  },
  {
    name: 'a public type is another, under the same name',
    file: 'streaming/sse.ts',
    change: (text) => text.replace('readonly retryMs?: number', 'readonly retryMs?: string | number'),
    built: true,
    check: ['node', '--import', 'tsx', 'scripts/api-reports.ts', 'streaming'],
    says: /CHANGED api\/streaming\.api\.md/,
  },
  {
    name: 'a part of the API has no comment',
    file: 'api/streaming.api.md',
    change: (text) => text.replace('    readonly retryMs?', '    // (undocumented)\n    readonly retryMs?'),
    check: apiComments,
    says: /no comment: streaming: readonly retryMs\?: number/,
  },
  {
    name: 'a factory has no example',
    file: 'dist/services/rate-limiter/strategy/fixed-window.d.ts',
    change: (text) => text.replace('@example', '@remarks'),
    check: apiComments,
    says: /no example: apptheory-middy\/services\/rate-limiter: fixedWindow/,
  },
  {
    name: 'the table of parity is old',
    file: 'fixtures/capabilities.json',
    change: (text) => text.replace('"summary": "', '"summary": "Now: '),
    check: contract('capabilities'),
    says: /docs\/parity\.md is what the fixtures say/,
  },
]

function withoutCapability(text: string, gone: string): string {
  const { capabilities, ...rest } = JSON.parse(text)
  return JSON.stringify({
    ...rest,
    capabilities: capabilities.filter(({ id }: { readonly id: string }) => id !== gone),
  })
}
