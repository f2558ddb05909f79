/** The caller's `x-request-id`, else the identifier that Lambda gave the invocation. */
export function requestIdOf(event: unknown, context: unknown): string | undefined {
  const { headers, multiValueHeaders } = (event ?? {}) as Readonly<Record<string, unknown>>
  const { awsRequestId } = (context ?? {}) as { readonly awsRequestId?: unknown }
  const given = valueIn(headers) ?? valueIn(multiValueHeaders)
  return given ?? (typeof awsRequestId === 'string' ? awsRequestId : undefined)
}

function valueIn(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-request-id') ?? []
  const first: unknown = Array.isArray(value) ? value[0] : value
  return (typeof first === 'string' && first.trim()) || undefined
}
