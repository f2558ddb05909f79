/**
 * A response of which its trigger can make nothing: API Gateway, Function URLs and load balancers answer 502
 * for it, and for a batch Lambda takes all of it as failed.
 */
export class MalformedResponseError extends TypeError {
  override readonly name: string = 'MalformedResponseError'
}
