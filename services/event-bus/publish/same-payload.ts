/** Whether two JSON texts have the same value; other writers may order members in another way. */
export function samePayload(a: string, b: string): boolean {
  return a === b || isSameJson(JSON.parse(a), JSON.parse(b))
}

/** Without recursion, because a payload may be nested more deeply than the call stack allows. */
function isSameJson(a: unknown, b: unknown): boolean {
  const pairs: [unknown, unknown][] = [[a, b]]
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [one, other] = pair
    if (!isContainer(one) || !isContainer(other)) {
      if (!Object.is(one, other)) return false
      continue
    }
    const names = Object.keys(one)
    if (Array.isArray(one) !== Array.isArray(other) || names.length !== Object.keys(other).length)
      return false
    for (const name of names) {
      if (!Object.hasOwn(other, name)) return false
      pairs.push([one[name], other[name]])
    }
  }
  return true
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
