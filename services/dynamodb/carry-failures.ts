import type {
  $Command,
  DynamoDBClient,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from './sdk-types.ts'

export type DynamoDBCommand<TInput extends ServiceInputTypes, TOutput extends ServiceOutputTypes> = $Command<
  TInput,
  TOutput,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>

const carriedFailure = Symbol('carriedFailure')

interface CarriedOutput {
  readonly [carriedFailure]?: unknown
}

/** Outside the deserializer, so that errors have names; inside the retries, which are an earlier step. */
const place = {
  step: 'deserialize',
  priority: 'high',
  name: 'appTheoryCarryFailures',
  override: true,
} as const

/**
 * Sends a command, and throws a failure that `carries` accepts after its first attempt. Such a failure
 * passes the retry strategy of the client, whatever it is, in the shape of an answer. All other failures
 * are left to that strategy.
 */
export async function sendCarryingFailures<
  TInput extends ServiceInputTypes,
  TOutput extends ServiceOutputTypes,
>(
  client: DynamoDBClient,
  command: DynamoDBCommand<TInput, TOutput>,
  carries: (error: unknown) => boolean,
  signal?: AbortSignal,
): Promise<TOutput> {
  command.middlewareStack.add(
    (next) => (args) =>
      next(args).catch((error: unknown) => {
        if (!carries(error)) throw error
        return { output: { $metadata: {}, [carriedFailure]: error } as never, response: undefined }
      }),
    place,
  )
  const output = await client.send(command, signal ? { abortSignal: signal } : {})
  if (carriedFailure in output) throw (output as CarriedOutput)[carriedFailure]
  return output
}
