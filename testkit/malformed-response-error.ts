/**
 * A response that its trigger cannot read. API Gateway, Function URLs and load balancers return 502 for it.
 * Lambda treats the whole batch as failed.
 *
 * @example
 * ```ts
 * const { invoke } = createTestEnv()
 * const handler = async () => ({ statusCode: 'created' })
 * await assert.rejects(invoke(handler, buildHttpApiV2Event()), MalformedResponseError)
 * ```
 */
export class MalformedResponseError extends TypeError {
  /** The name of the error class, as Node prints it. */
  override readonly name: string = 'MalformedResponseError'
}
