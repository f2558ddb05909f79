import { env } from 'node:process'
import { startLambdaRuntime } from 'apptheory-middy/testkit/gateway'
import type { LambdaFunctionOptions } from './lambda-function.ts'

/** A function that a service invokes with an event, rather than a distribution with a request. */
export interface PlainFunction {
  invoke(event: unknown, context: unknown): Promise<unknown>
  close(): Promise<void>
}

export interface PlainFunctionOptions extends Omit<LambdaFunctionOptions, 'maxProcesses'> {
  readonly runtime: 'in-process' | 'ric'
}

/** Loads a function into this process, or starts it on Lambda's runtime interface client. */
export function startPlainFunction(options: PlainFunctionOptions): Promise<PlainFunction> {
  return options.runtime === 'ric' ? onRuntime(options) : inProcess(options)
}

async function inProcess({ file, environment }: PlainFunctionOptions): Promise<PlainFunction> {
  Object.assign(env, environment)
  const { handler } = await import(file.href)
  return { invoke: async (event, context) => handler(event, context), close: async () => {} }
}

async function onRuntime({ name, file, environment, log }: PlainFunctionOptions): Promise<PlainFunction> {
  const onLog = (text: string) => log(`${name} ${text.trimEnd()}`)
  const lambda = await startLambdaRuntime({ handlerFile: file, functionName: name, environment, onLog })
  return {
    async invoke(event) {
      const answer = await lambda.invoke(event, { write() {} })
      if ('kind' in answer && answer.kind === 'buffered') return JSON.parse(answer.payload)
      throw new Error(`the function failed: ${JSON.stringify(answer)}`)
    },
    close: () => lambda.close(),
  }
}
