import type { Clock } from '../../clock/clock.ts'
import type { StoreFailure } from './store-failure.ts'

const REPEAT_AFTER_MS = 60_000

/** What to check, by the name of the error that the table or the SDK reported. */
const advice: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'Check that the table exists under this name in the region of the client.',
  AccessDeniedException:
    'Check that the role of the function allows dynamodb:UpdateItem, GetItem and BatchGetItem on it.',
  CredentialsProviderError: 'Check that the function has credentials.',
  timeout: 'Check the network path to DynamoDB, the capacity of the table, and `timeoutMs`.',
}

/** What to check for errors of the SDK that have a general name, by their message. */
const adviceByMessage: Readonly<Record<string, string>> = {
  'Region is missing': 'Set AWS_REGION, or pass a `client` with a region.',
}

/**
 * Warns that requests are admitted without being counted: at once for each new cause, then at most once a
 * minute. A warning names the table and what to check. It never contains a key or an address.
 */
export class DegradationWarnings {
  readonly #tableName: string
  readonly #clock: Clock
  readonly #lastAt: Map<string, number> = new Map()

  constructor({ tableName, clock }: { readonly tableName: string; readonly clock: Clock }) {
    this.#tableName = tableName
    this.#clock = clock
  }

  warn({ degradation, cause }: StoreFailure): void {
    // The failures that opened the circuit have been reported already.
    if (degradation === 'circuit_open') return
    const name = (cause as Error | undefined)?.name ?? degradation
    const now = this.#clock.now()
    if (now - (this.#lastAt.get(name) ?? Number.NEGATIVE_INFINITY) < REPEAT_AFTER_MS) return
    this.#lastAt.set(name, now)
    const check =
      advice[name] ??
      adviceByMessage[(cause as Error | undefined)?.message ?? ''] ??
      'Pass `onDegraded` to receive the error.'
    // biome-ignore lint/suspicious/noConsole: without `onDegraded`, the log is the only place to report to.
    console.warn(
      `apptheory-middy: rate limits are not enforced, because table '${this.#tableName}' did not decide ` +
        `(${name}). Requests are admitted without being counted. ${check}`,
    )
  }
}
