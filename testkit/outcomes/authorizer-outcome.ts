import { MalformedResponseError } from '../malformed-response-error.ts'
import { asJson, isRecord } from './http-outcome.ts'

/** What API Gateway makes of the answer of a Lambda authorizer. */
export interface AuthorizerOutcome {
  /** Whether the answer allows the request of the event. */
  readonly isAuthorized: boolean
  /** Absent from a simple response. */
  readonly principalId?: string
  /** What the integration gets as the context of the authorizer. */
  readonly context: Readonly<Record<string, unknown>>
  /** What the function returned. */
  readonly response: unknown
}

interface Statement {
  readonly effect: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

/**
 * Reads what an authorizer returned for the request `arn`: an IAM policy, or the simple response of an HTTP
 * API.
 *
 * @throws MalformedResponseError for an answer that API Gateway would answer with 500
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function authorizerOutcome(
  returned: unknown,
  { arn, simpleResponses }: { readonly arn: string; readonly simpleResponses: boolean },
): AuthorizerOutcome {
  const response = asJson(returned)
  if (!isRecord(response)) throw new MalformedResponseError('an authorizer returns an object')
  const context = contextOf(response['context'], simpleResponses)
  if (simpleResponses && typeof response['isAuthorized'] === 'boolean') {
    return { isAuthorized: response['isAuthorized'], context, response: returned }
  }
  const { principalId, policyDocument } = response
  if (typeof principalId !== 'string' && typeof principalId !== 'number') {
    throw new MalformedResponseError("an authorizer's response needs a principalId")
  }
  const statements = statementsOf(policyDocument)
  const isAuthorized = isAllowed(statements, arn)
  return { isAuthorized, principalId: String(principalId), context, response: returned }
}

/** REST and WebSocket APIs take strings, numbers and booleans as values; HTTP APIs take any. */
function contextOf(context: unknown, takesAnything: boolean): Readonly<Record<string, unknown>> {
  if (context === undefined || context === null) return {}
  if (!isRecord(context)) throw new MalformedResponseError("an authorizer's context must be an object")
  const nested = Object.entries(context).find(([, value]) => typeof value === 'object' && value !== null)
  if (nested && !takesAnything) {
    throw new MalformedResponseError(
      `an authorizer's context must have no nested value, and ${nested[0]} is one`,
    )
  }
  return context
}

function statementsOf(policyDocument: unknown): readonly Statement[] {
  const given = isRecord(policyDocument) ? policyDocument['Statement'] : undefined
  const statements = [given].flat().filter(isRecord)
  if (statements.length === 0) {
    throw new MalformedResponseError("an authorizer's response needs a policyDocument with a Statement")
  }
  return statements.map(({ Effect, Action, Resource }) => {
    if (Effect !== 'Allow' && Effect !== 'Deny') {
      throw new MalformedResponseError("a statement of an authorizer's policy needs the Effect Allow or Deny")
    }
    return { effect: Effect, actions: textsOf('Action', Action), resources: textsOf('Resource', Resource) }
  })
}

function textsOf(member: string, value: unknown): readonly string[] {
  const texts = [value].flat()
  if (texts.length > 0 && texts.every((text) => typeof text === 'string')) return texts
  throw new MalformedResponseError(`a statement of an authorizer's policy needs a ${member}`)
}

function isAllowed(statements: readonly Statement[], arn: string): boolean {
  const matching = statements.filter(
    ({ actions, resources }) =>
      actions.some((action) => matches(action, 'execute-api:Invoke', 'i')) &&
      resources.some((resource) => matches(resource, arn)),
  )
  return (
    matching.some(({ effect }) => effect === 'Allow') && matching.every(({ effect }) => effect === 'Allow')
  )
}

/** As IAM matches: `*` stands for any text, `?` for one character. */
function matches(pattern: string, text: string, flags = ''): boolean {
  const source = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, `s${flags}`).test(text)
}
