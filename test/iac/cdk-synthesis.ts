import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { execPath } from 'node:process'

const manifest = resolve(import.meta.dirname, 'cdk')
// Inside the project, where tsx is found; CDK is installed here, and nowhere else.
const folder = resolve(import.meta.dirname, '../../.cache/iac')

/** What a block of CDK finds around it in a stack of its own. */
const surroundings: Readonly<Record<string, string>> = {
  fn: "const fn = lambdaFunction(this, 'Function')",
  publisher: "const publisher = lambdaFunction(this, 'Publisher')",
  reader: "const reader = lambdaFunction(this, 'Reader')",
  subscriber: "const subscriber = lambdaFunction(this, 'Subscriber')",
  consumer: "const consumer = lambdaFunction(this, 'Consumer')",
  redrive: "const redrive = lambdaFunction(this, 'Redrive')",
  chat: "const chat = lambdaFunction(this, 'Chat')",
  limited: "const limited = lambdaFunction(this, 'Limited')",
  rateLimits: "const rateLimits = anyTable(this, 'RateLimits')",
  events: "const events = anyTable(this, 'Events', true)",
  seen: "const seen = anyTable(this, 'Seen')",
  parked: "const parked = anyTable(this, 'Parked')",
  connections: "const connections = anyTable(this, 'Connections')",
  webSocketApi: "const webSocketApi = new apigatewayv2.WebSocketApi(this, 'Api')",
}

const prelude = `
import { App, Stack } from 'aws-cdk-lib'
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2'
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'

const key = { name: 'key', type: dynamodb.AttributeType.STRING }
const lambdaFunction = (stack, id) => new lambda.Function(stack, id, {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = 1'),
})
const anyTable = (stack, id, indexed = false) => new dynamodb.TableV2(stack, id, {
  partitionKey: key,
  ...(indexed && {
    dynamoStream: 'NEW_IMAGE',
    globalSecondaryIndexes: [{ indexName: 'any', partitionKey: key }],
  }),
})
const app = new App()
`

/** Templates by the names of the blocks, each synthesised by the real `aws-cdk-lib` as a stack of its own. */
export function synthesise(blocks: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  install()
  const stacks = Object.entries(blocks).map(([name, code]) => stackOf(name, code))
  const results = Object.keys(blocks).map((name) => `${JSON.stringify(name)}: templateOf('${idOf(name)}')`)
  const program = [
    prelude,
    ...stacks,
    `const assembly = app.synth()`,
    `const templateOf = (id) => assembly.getStackByName(id).template`,
    `process.stdout.write(JSON.stringify({ ${results.join(', ')} }))`,
  ]
  const file = resolve(folder, 'blocks.ts')
  writeFileSync(file, program.join('\n'))
  const env = {
    ...process.env,
    JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
    CDK_OUTDIR: resolve(folder, 'out'),
  }
  const answer = execFileSync(execPath, ['--import', 'tsx', file], { cwd: folder, encoding: 'utf8', env })
  return JSON.parse(answer)
}

function idOf(name: string): string {
  return name.replaceAll(/\W/g, '')
}

function stackOf(name: string, code: string): string {
  const own = [...code.matchAll(/^const (\w+) =/gm)].map(([, declared]) => declared)
  const around = Object.entries(surroundings)
    .filter(([word]) => new RegExp(`\\b${word}\\b[.,)]`).test(code) && !own.includes(word))
    .map(([, declaration]) => declaration)
  const statements = [...around, code].join('\n')
  return `
class Stack${idOf(name)} extends Stack {
  constructor(scope, id) {
    super(scope, id)
    ${statements}
  }
}
new Stack${idOf(name)}(app, '${idOf(name)}')`
}

/** Installs what the lock file says, once for each of its versions. */
function install(): void {
  mkdirSync(folder, { recursive: true })
  const lock = readFileSync(resolve(manifest, 'package-lock.json'), 'utf8')
  const installed = resolve(folder, 'node_modules/installed-lock.json')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(resolve(manifest, file), resolve(folder, file))
  }
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  })
  writeFileSync(installed, lock)
}
