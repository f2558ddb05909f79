import type {
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBSdk,
  UpdateItemCommandOutput,
} from '../../dynamodb/sdk-types.ts'

const ambiguousFailure = Symbol('ambiguousFailure')

interface SettledOutput {
  readonly [ambiguousFailure]?: unknown
}

/**
 * Sends an update that must not be applied twice. `ADD` is not idempotent and any SDK client retries, so a reply
 * that was lost would count twice. A failure after which the update may have been applied is carried past the
 * retry strategy of the client, whatever it is, as if it were an answer, and thrown here. What certainly was not
 * applied (throttling, a refused connection) is left to that strategy.
 */
export async function sendAtMostOnce(
  client: DynamoDBClient,
  command: InstanceType<DynamoDBSdk['UpdateItemCommand']>,
  signal: AbortSignal | undefined,
): Promise<UpdateItemCommandOutput> {
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args)
      } catch (error) {
        if (certainlyNotApplied(error)) throw error
        const output: UpdateItemCommandOutput & SettledOutput = { $metadata: {}, [ambiguousFailure]: error }
        return { output, response: undefined }
      }
    },
    // Outside the deserializer, so that errors have names; inside the retries, which belong to an earlier step.
    { step: 'deserialize', priority: 'high', name: 'appTheoryAtMostOnce' },
  )
  const output: UpdateItemCommandOutput & SettledOutput = await client.send(
    command,
    signal ? { abortSignal: signal } : {},
  )
  if (ambiguousFailure in output) throw output[ambiguousFailure]
  return output
}

/** Codes of Node's errors for a connection that never came to be. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'])

function certainlyNotApplied(error: unknown): boolean {
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: string }
  const status = $metadata?.httpStatusCode ?? 0
  return (status >= 400 && status < 500) || (code !== undefined && neverConnected.has(code))
}

/** By name and not by `instanceof`: the client may come from another copy of the SDK than ours. */
export function isConditionalCheckFailure(error: unknown): error is ConditionalCheckFailedException {
  return (error as Error | undefined)?.name === 'ConditionalCheckFailedException'
}
