import { type DynamoDBCommand, sendCarryingFailures } from '../../dynamodb/carry-failures.ts'
import { mayHaveBeenApplied } from '../../dynamodb/errors.ts'
import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from '../../dynamodb/sdk-types.ts'
import type { CounterRequest } from './counter-store.ts'

/** What a request to the table needs from the decision that it belongs to. */
type SendOptions = Pick<CounterRequest, 'signal' | 'guarded'>

/** Sends a request that may be repeated: a read, or a transaction with a token. */
export function send<TInput extends ServiceInputTypes, TOutput extends ServiceOutputTypes>(
  client: DynamoDBClient,
  command: DynamoDBCommand<TInput, TOutput>,
  { signal, guarded }: SendOptions,
): Promise<TOutput> {
  // Sees every attempt, also those that the client retries.
  const carries = (error: unknown): boolean => {
    guarded.refused(error)
    return false
  }
  return sendCarryingFailures(client, command, carries, signal)
}

/**
 * Sends an update that must not be applied twice. `ADD` is not idempotent, and any SDK client retries, so a
 * lost reply would count twice. The client may retry only what was certainly not applied, such as throttling.
 */
export function sendOnce<TInput extends ServiceInputTypes, TOutput extends ServiceOutputTypes>(
  client: DynamoDBClient,
  command: DynamoDBCommand<TInput, TOutput>,
  { signal, guarded }: SendOptions,
): Promise<TOutput> {
  const carries = (error: unknown): boolean => {
    guarded.refused(error)
    return mayHaveBeenApplied(error)
  }
  return sendCarryingFailures(client, command, carries, signal)
}
