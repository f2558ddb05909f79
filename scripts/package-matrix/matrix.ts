import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execPath, stdout } from 'node:process'
import { ensureTable } from '../../services/rate-limiter/dynamodb/index.ts'
import { startGateway } from '../../testkit/gateway/index.ts'
import { buildHttpApiV2Event, FakeDynamoDB } from '../../testkit/index.ts'
import { type BundleOptions, bundlers } from './bundlers.ts'
import { type ProgramName, programs } from './programs.ts'
import { run } from './run.ts'

interface Row extends Omit<BundleOptions, 'entry' | 'outfile'> {
  readonly bundler: keyof typeof bundlers
  readonly program: ProgramName
}

interface Outcome {
  readonly statuses: Readonly<Record<string, number>>
  readonly sdkModules: number
  readonly errorName?: string
}

const formats = ['esm', 'cjs'] as const
const sdks = ['inside', 'external'] as const
const minified: ReadonlySet<ProgramName> = new Set(['quick start', 'everything'])
const rows: readonly Row[] = formats.flatMap((format) =>
  sdks.flatMap((sdk): readonly Row[] => [
    ...(Object.keys(programs) as ProgramName[]).map(
      (program): Row => ({ bundler: 'esbuild', program, format, sdk, minify: minified.has(program) }),
    ),
    ...(['esbuild', 'rollup', 'webpack'] as const).map(
      (bundler): Row => ({ bundler, program: 'quick start', format, sdk, minify: false }),
    ),
  ]),
)

/** How many requests each program answers with which status, of 101. */
const limited = { 200: 100, 429: 1 }
const expected: Readonly<Record<ProgramName, Outcome['statuses']>> = {
  'quick start': limited,
  'memory limiter': limited,
  'limiter alone': limited,
  streaming: {},
  everything: limited,
}
const onDynamoDB: ReadonlySet<ProgramName> = new Set(['quick start', 'everything'])

/**
 * Bundles programs of a user in each way, in a folder where the package is installed as the README says, and
 * runs them: in a process of their own, and on the real runtime client. Throws for the first that fails.
 * @param installed the folder
 * @param elsewhere an empty one without `node_modules`, for bundles that hold the SDK
 */
export async function runMatrix(installed: string, elsewhere: string): Promise<void> {
  const fake = new FakeDynamoDB()
  await using server = await fake.listen()
  for (const [number, row] of rows.entries()) {
    const tableName = `limits-${number}`
    await ensureTable(fake.client(), { tableName })
    const environment = { ...awsEnvironment(server.url), RATE_LIMIT_TABLE_NAME: tableName }
    const folder = row.sdk === 'inside' ? elsewhere : installed
    const file = await bundle(row, number, installed, folder)
    const outcome = await outcomeOf(file, environment)
    assertOutcome(row, outcome)
    if (!row.minify && row.program === 'quick start') await assertOnRuntime(file, environment)
    const size = `${Math.round(statSync(file).size / 1024)} KB`
    stdout.write(`${nameOf(row)}: ${size}, SDK modules loaded: ${outcome.sdkModules}\n`)
  }
}

async function bundle(row: Row, number: number, installed: string, folder: string): Promise<string> {
  const entry = join(installed, `${row.program.replaceAll(' ', '-')}.mjs`)
  writeFileSync(entry, programs[row.program])
  const out = join(folder, `bundle-${number}`)
  mkdirSync(out)
  const outfile = join(out, `index.${row.format === 'esm' ? 'mjs' : 'cjs'}`)
  const { format, minify, sdk } = row
  try {
    await bundlers[row.bundler]({ entry, outfile, format, minify, sdk })
  } catch (error) {
    throw new Error(`${nameOf(row)} does not bundle`, { cause: error })
  }
  return outfile
}

async function outcomeOf(file: string, environment: Record<string, string>): Promise<Outcome> {
  const script = resolve(import.meta.dirname, 'run-bundle.mjs')
  const event = JSON.stringify(buildHttpApiV2Event())
  return JSON.parse(await run(resolve(file, '..'), [execPath, script, file, event], environment))
}

function assertOutcome(row: Row, { statuses, sdkModules, errorName }: Outcome): void {
  const fail = (message: string): never => {
    throw new Error(`${nameOf(row)}: ${message}`)
  }
  if (JSON.stringify(statuses) !== JSON.stringify(expected[row.program])) {
    fail(`answers ${JSON.stringify(statuses)} instead of ${JSON.stringify(expected[row.program])}`)
  }
  const loads = row.sdk === 'external' && onDynamoDB.has(row.program)
  if (loads !== sdkModules > 0) fail(`loads ${sdkModules} modules of the SDK`)
  if (row.program === 'everything' && errorName !== 'RateLimitExceededError')
    fail(`names an error ${errorName}`)
}

async function assertOnRuntime(handlerFile: string, environment: Record<string, string>): Promise<void> {
  await using gateway = await startGateway({ runtime: 'ric', handlerFile, environment })
  const { status } = await fetch(gateway.url)
  if (status !== 200 && status !== 429)
    throw new Error(`${handlerFile} answers ${status} on the runtime client`)
}

function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
}

function nameOf({ bundler, program, format, minify, sdk }: Row): string {
  return `${bundler} ${format}${minify ? ' minified' : ''}, SDK ${sdk}, ${program}`
}
