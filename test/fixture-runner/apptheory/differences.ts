/** The paths at which two values in the form of JSON differ, such as `items.0.ttl`. */
export function differences(actual: unknown, expected: unknown, path = ''): readonly string[] {
  if (Object.is(actual, expected)) return []
  if (!isParent(actual) || !isParent(expected) || Array.isArray(actual) !== Array.isArray(expected))
    return [path]
  const names = new Set([...Object.keys(actual), ...Object.keys(expected)])
  return [...names].flatMap((name) =>
    differences(actual[name], expected[name], path ? `${path}.${name}` : name),
  )
}

/**
 * Whether a path has the form of a pattern, in which `*` stands for one name, and `**` at the end for all
 * that follow.
 */
export function matches(path: string, pattern: string): boolean {
  const names = path.split('.')
  const forms = pattern.split('.')
  const open = forms.at(-1) === '**'
  if (open) forms.pop()
  if (open ? names.length < forms.length : names.length !== forms.length) return false
  return forms.every((form, i) => form === '*' || form === names[i])
}

function isParent(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
