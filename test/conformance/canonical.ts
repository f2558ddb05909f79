const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const ARN = /^arn:aws:dynamodb:[a-z0-9-]+:\d{12}:(table\/.+)$/
/** What tells a table's streams apart. */
const STREAM_LABEL = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/
const SETS: ReadonlySet<string> = new Set(['SS', 'NS', 'BS'])
/** Sizes that the service brings up to date every six hours or so. */
const LATE: ReadonlySet<string> = new Set(['TableSizeBytes', 'IndexSizeBytes'])

/**
 * A form of a reply in which two that mean the same are deeply equal: members of sets and of maps in order,
 * bytes as text, and what differs from run to run (ids, dates, account and region) replaced by what it must
 * look like.
 */
export function canonical(reply: unknown): unknown {
  if (reply instanceof Uint8Array) return { bytes: Buffer.from(reply).toString('base64') }
  if (reply instanceof Date) return '<date>'
  if (Array.isArray(reply)) return reply.map(canonical)
  if (typeof reply !== 'object' || reply === null) return reply
  const members = Object.entries(reply)
    .filter(([name, member]) => member !== undefined && !LATE.has(name))
    .sort(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(members.map(([name, member]) => [name, canonicalMember(name, member)]))
}

function canonicalMember(name: string, member: unknown): unknown {
  if (SETS.has(name) && Array.isArray(member)) return inOrder(member.map(canonical))
  if (name === 'TableId' && typeof member === 'string' && UUID.test(member)) return '<uuid>'
  if ((name === 'TableArn' || name === 'IndexArn') && typeof member === 'string')
    return member.replace(ARN, '<arn>$1')
  if ((name === 'LatestStreamArn' || name === 'LatestStreamLabel') && typeof member === 'string')
    return member.replace(ARN, '<arn>$1').replace(STREAM_LABEL, '<date>')
  return canonical(member)
}

/**
 * Lists of a reply whose order the service does not promise, put in one. Lists that are attribute values stay
 * as they are.
 */
export function inAnyOrder(reply: unknown): unknown {
  if (Array.isArray(reply)) return inOrder(reply.map(inAnyOrder))
  if (typeof reply !== 'object' || reply === null) return reply
  return Object.fromEntries(
    Object.entries(reply).map(([name, member]) => [name, name === 'L' ? member : inAnyOrder(member)]),
  )
}

function inOrder(list: unknown[]): unknown[] {
  return list
    .map((member) => ({ member, key: JSON.stringify(member) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ member }) => member)
}
