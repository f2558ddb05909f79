import { parseArgs } from 'node:util'

export interface DemoOptions {
  readonly port: number
  /** Amazon's DynamoDB Local in the place of the embedded store. */
  readonly dynamodbLocal: boolean
  /** `ric`: every function in processes of its own, on Lambda's runtime interface client. */
  readonly runtime: 'in-process' | 'ric'
}

/** @throws Error that says what is wrong with the command line */
export function demoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8787' },
      'dynamodb-local': { type: 'boolean', default: false },
      runtime: { type: 'string', default: 'in-process' },
    },
  })
  const { runtime } = values
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new Error(`--port takes a port from 0 to 65535, not ${values.port}`)
  }
  if (runtime !== 'in-process' && runtime !== 'ric') {
    throw new Error(`--runtime takes in-process or ric, not ${runtime}`)
  }
  return { port, runtime, dynamodbLocal: values['dynamodb-local'] }
}
