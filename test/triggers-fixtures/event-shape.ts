/** Members whose names and values the sender of an event chooses. */
const chosen = new Set([
  'queryStringParameters',
  'multiValueQueryStringParameters',
  'messageAttributes',
  'MessageAttributes',
  'claims',
  'detail',
  'state',
])

/** Of headers, those that AWS adds. */
const addedByAws = /^(?:host|x-amzn-(?:trace-id|tls-.*)|x-forwarded-.*|content-length)$/i

/**
 * The members and types of an event, such as `requestContext.http.method: string`: what two events of the same kind have
 * in common, however much their values differ.
 */
export function eventShape(event: unknown): readonly string[] {
  return [...new Set(paths(event, ''))].sort()
}

function paths(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return [`${path}: list`, ...value.flatMap((member) => paths(member, `${path}[]`))]
  if (typeof value !== 'object' || value === null)
    return [`${path}: ${value === null ? 'null' : typeof value}`]
  return [
    `${path}: object`,
    ...Object.entries(value).flatMap(([name, member]) => memberPaths(name, member, path)),
  ]
}

function memberPaths(name: string, member: unknown, path: string): readonly string[] {
  const isHeader = /headers$/i.test(path)
  if (isHeader && !addedByAws.test(name)) return []
  const memberPath = path === '' ? name : `${path}.${name}`
  if (chosen.has(name)) return [`${memberPath}: ${member === null ? 'null' : 'object'}`]
  return paths(member, memberPath)
}
