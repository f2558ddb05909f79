import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { peerFailure } from '../../services/optional-peer.ts'
import {
  aFunction,
  aString,
  integer,
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  recordOf,
  required,
} from '../../services/options/option-rules.ts'

/** A function in a file of its own, as Lambda would deploy it. */
export interface FunctionFile {
  /** A module in JavaScript, or in TypeScript that Node can strip. */
  readonly handlerFile: string | URL
  /** The export of the module that is the function. @defaultValue `handler` */
  readonly handlerExport?: string | undefined
  /** The name of the function in its context. @defaultValue `gateway` */
  readonly functionName?: string | undefined
  /** Memory size in the context of the function, in megabytes. It limits nothing. @defaultValue 128 */
  readonly memorySize?: number | undefined
  /**
   * Variables of the function's environment, which has nothing of this process but `PATH`.
   * @defaultValue none
   */
  readonly environment?: Readonly<Record<string, string>> | undefined
  /**
   * Number of invocations at once, as on Lambda Managed Instances. They run in that many worker threads, or
   * in `AWS_LAMBDA_NODEJS_WORKER_COUNT` of the environment. A function in a worker thread has no
   * `process.send`.
   * @defaultValue `AWS_LAMBDA_MAX_CONCURRENCY` of `environment`, else 1, without worker threads
   */
  readonly concurrency?: number | undefined
  /** Arguments for Node, such as `--expose-gc`. @defaultValue none */
  readonly nodeArguments?: readonly string[] | undefined
  /** Called with the log output of the function. @defaultValue none */
  readonly onLog?: ((text: string) => void) | undefined
  /** Called with messages that the function sends with `process.send`. @defaultValue none */
  readonly onMessage?: ((message: unknown) => void) | undefined
}

export const functionFileRules: OptionRulesOf<FunctionFile> = {
  handlerFile: required({
    expected: 'a path or a file URL',
    accepts: (value) => (typeof value === 'string' && value !== '') || isFileUrl(value),
  }),
  handlerExport: nonEmptyString,
  functionName: nonEmptyString,
  memorySize: integer(128, 10_240),
  environment: recordOf(aString),
  concurrency: integer(1),
  nodeArguments: listOf(aString),
  onLog: aFunction,
  onMessage: aFunction,
}

/** A running `aws-lambda-ric`. */
export interface RuntimeProcess {
  readonly pid: number
  readonly hasExited: boolean
  /** Resolves when the process is gone. */
  readonly exit: Promise<void>
  kill(): Promise<void>
}

/**
 * Starts the runtime interface client on a function.
 * @throws AppTheoryError `peer.missing` where `aws-lambda-ric` is not installed
 */
export async function startRuntimeProcess(file: FunctionFile, runtimeApi: string): Promise<RuntimeProcess> {
  const client = runtimeClientFile()
  const folder = await mkdtemp(join(tmpdir(), 'apptheory-middy-ric-'))
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  const child = await spawnClient(file, { client, folder, runtimeApi }).catch(async (error) => {
    await removeFolder()
    throw error
  })
  const exit = new Promise<void>((resolve) => {
    child.once('exit', () => {
      removeFolder().then(resolve, resolve)
    })
  })
  return {
    pid: child.pid ?? 0,
    get hasExited() {
      return child.exitCode !== null || child.signalCode !== null
    },
    exit,
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
  }
}

function isFileUrl(value: unknown): boolean {
  return value instanceof URL && value.protocol === 'file:'
}

async function spawnClient(
  file: FunctionFile,
  { client, folder, runtimeApi }: Readonly<Record<'client' | 'folder' | 'runtimeApi', string>>,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...(file.nodeArguments ?? []), '--import', stub().href, client], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: environmentOf(file, { runtimeApi, handler: await writeEntry(file, folder) }),
  })
  listen(child, file)
  await once(child, 'spawn')
  return child
}

function runtimeClientFile(): string {
  try {
    return fileURLToPath(import.meta.resolve('aws-lambda-ric'))
  } catch (failure) {
    throw peerFailure(failure, 'aws-lambda-ric', 'startLambdaRuntime')
  }
}

/** Beside this file, in the form in which this file runs. */
function stub(): URL {
  return new URL(`./rapid-client-stub${extname(fileURLToPath(import.meta.url))}`, import.meta.url)
}

/** The client finds JavaScript only, by a name without further dots: this gives it one. */
async function writeEntry(
  { handlerFile, handlerExport = 'handler' }: FunctionFile,
  folder: string,
): Promise<string> {
  const { href } = handlerFile instanceof URL ? handlerFile : pathToFileURL(handlerFile)
  await writeFile(
    join(folder, 'entry.mjs'),
    // Not by a named import: Node does not see the names in every CommonJS bundle, such as webpack's.
    [
      `import * as file from ${JSON.stringify(href)}`,
      `const name = ${JSON.stringify(handlerExport)}`,
      'export const handler = file[name] ?? file.default?.[name]',
      '',
    ].join('\n'),
  )
  return join(folder, 'entry.handler')
}

/** How many invocations of the function may run at once. */
export function concurrencyOf({ concurrency, environment = {} }: FunctionFile): number {
  return concurrency ?? Number(environment['AWS_LAMBDA_MAX_CONCURRENCY'] ?? 1)
}

function environmentOf(
  file: FunctionFile,
  { runtimeApi, handler }: { readonly runtimeApi: string; readonly handler: string },
): Record<string, string> {
  const { handlerFile, functionName = 'gateway', memorySize = 128, environment = {} } = file
  const path = handlerFile instanceof URL ? fileURLToPath(handlerFile) : handlerFile
  return {
    PATH: process.env['PATH'] ?? '',
    AWS_REGION: 'us-east-1',
    ...threadsOf(concurrencyOf(file)),
    ...environment,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: dirname(path),
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '$LATEST',
  }
}

function threadsOf(concurrency: number): Record<string, string> {
  // The client then asks for the next event on the connection on which it answers: not before it has
  // answered.
  if (concurrency === 1) return { AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true' }
  return {
    AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency),
    AWS_LAMBDA_NODEJS_WORKER_COUNT: String(concurrency),
  }
}

function listen(child: ChildProcess, { onLog = () => {}, onMessage = () => {} }: FunctionFile): void {
  child.on('error', (error) => onLog(String(error)))
  for (const output of [child.stdout, child.stderr]) output?.setEncoding('utf8').on('data', onLog)
  child.on('message', onMessage)
}
