/** What a client of an HTTP trigger gets to see. */
export interface HttpOutcome {
  readonly statusCode: number
  /** Names lower-case; values that were sent more than once joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Values of `set-cookie`. */
  readonly cookies: readonly string[]
  readonly rawBody: Uint8Array
  /** The body as UTF-8 text. */
  readonly body: string
  /** The body, parsed as JSON. */
  json(): unknown
}

interface LambdaResponse {
  readonly statusCode?: number | string
  readonly headers?: Readonly<Record<string, string | number | boolean>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly (string | number | boolean)[]>>
  readonly cookies?: readonly string[]
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

/**
 * Reads what a function returned as payload format 2.0 does: a value without `statusCode` is a JSON body.
 * @throws TypeError for a response that API Gateway would answer with 502
 */
export function httpOutcome(returned: unknown): HttpOutcome {
  const response = isLambdaResponse(returned)
    ? returned
    : { statusCode: 200, headers: { 'content-type': 'application/json' }, body: implied(returned) }
  const { body = '', isBase64Encoded = false } = response
  if (typeof body !== 'string') throw new TypeError(`a response's body must be a string, not ${typeof body}`)
  const rawBody = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  const { 'set-cookie': setCookies = [], ...lists } = headerLists(response)
  return {
    statusCode: Number(response.statusCode),
    headers: Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.join(', ')])),
    cookies: [...(response.cookies ?? []), ...setCookies],
    rawBody,
    body: rawBody.toString('utf8'),
    json: () => JSON.parse(rawBody.toString('utf8')),
  }
}

function isLambdaResponse(value: unknown): value is LambdaResponse {
  return typeof value === 'object' && value !== null && 'statusCode' in value
}

function implied(returned: unknown): string {
  return typeof returned === 'string' ? returned : JSON.stringify(returned ?? null)
}

function headerLists({ headers = {}, multiValueHeaders = {} }: LambdaResponse): Record<string, string[]> {
  const lists: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(headers)) lists[name.toLowerCase()] = [String(value)]
  for (const [name, values] of Object.entries(multiValueHeaders))
    lists[name.toLowerCase()] = values.map(String)
  return lists
}
