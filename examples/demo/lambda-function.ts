import { basename } from 'node:path'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { type Gateway, startGateway } from 'apptheory-middy/testkit/gateway'

/** Where a request may be sent, until it is released. */
export interface Environment {
  readonly port: number
  release(): void
}

export interface LambdaFunction {
  /**
   * Whether a response must be read to its end even if nobody wants it any more: Lambda does not tell the
   * function.
   */
  readonly runsToTheEnd: boolean
  environment(): Promise<Environment>
  close(): Promise<void>
}

export interface LambdaFunctionOptions {
  readonly name: string
  readonly file: URL
  readonly maxProcesses: number
  readonly environment: Readonly<Record<string, string>>
  readonly log: (line: string) => void
}

// A feed, which Lambda does not tell that its reader has left, ends some time before.
const TIMEOUT_MS = 15_000

/** A function in this process, which serves any number of requests at once. */
export function inProcessFunction({ name, file, environment, log }: LambdaFunctionOptions): LambdaFunction {
  let gateway: Promise<Gateway> | undefined
  const start = async () => {
    Object.assign(env, environment)
    const { handler } = await import(file.href)
    return startGateway({
      handler,
      functionName: name,
      timeoutMs: TIMEOUT_MS,
      onError: (error) => log(`${name} ${error}`),
    })
  }
  return {
    runsToTheEnd: false,
    async environment() {
      gateway ??= start()
      return { port: (await gateway).port, release() {} }
    },
    async close() {
      await (await gateway)?.close()
    },
  }
}

interface Process {
  readonly gateway: Promise<Gateway>
  requests: number
}

/**
 * A function on Lambda's runtime interface client: a process for each request that comes while the others are
 * busy.
 */
export function runtimeFunction(options: LambdaFunctionOptions): LambdaFunction {
  const { name, file, environment, maxProcesses, log } = options
  const processes: Process[] = []
  const onLog = (text: string) => {
    for (const line of text.trimEnd().split('\n')) log(`${name} ${line}`)
  }
  const start = async () => {
    const started = performance.now()
    const gateway = await startGateway({
      runtime: 'ric',
      handlerFile: file,
      functionName: name,
      timeoutMs: TIMEOUT_MS,
      environment,
      onLog,
    })
    log(
      `${name} cold start of ${basename(fileURLToPath(file))}, ${Math.round(performance.now() - started)} ms`,
    )
    return gateway
  }
  const leastBusy = (): Process => {
    const [quietest] = processes.toSorted((one, other) => one.requests - other.requests)
    if (quietest && (quietest.requests === 0 || processes.length === maxProcesses)) return quietest
    const added = { gateway: start(), requests: 0 }
    processes.push(added)
    return added
  }
  return {
    runsToTheEnd: true,
    async environment() {
      const chosen = leastBusy()
      chosen.requests += 1
      const { port } = await chosen.gateway
      return {
        port,
        release() {
          chosen.requests -= 1
        },
      }
    },
    async close() {
      await Promise.all(processes.map(async ({ gateway }) => (await gateway).close()))
    },
  }
}
