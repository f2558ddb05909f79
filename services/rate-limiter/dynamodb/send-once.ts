import { sendCarryingFailures } from '../../dynamodb/carry-failures.ts'
import { mayHaveBeenApplied } from '../../dynamodb/errors.ts'
import type { DynamoDBClient, DynamoDBSdk, UpdateItemCommandOutput } from '../../dynamodb/sdk-types.ts'

/**
 * Sends an update that must not be applied twice. `ADD` is not idempotent, and any SDK client retries, so a
 * lost reply would count twice. The client may retry only what was certainly not applied, such as throttling.
 */
export function sendOnce(
  client: DynamoDBClient,
  command: InstanceType<DynamoDBSdk['UpdateItemCommand']>,
  signal: AbortSignal,
): Promise<UpdateItemCommandOutput> {
  return sendCarryingFailures(client, command, mayHaveBeenApplied, signal)
}
