/**
 * What a path puts for the variables of a route, such as `/orders/{id}` or `/files/{proxy+}`.
 *
 * @returns undefined where the route has no variables or the path is not one of the route
 */
export function pathParametersOf(route: string, path: string): Record<string, string> | undefined {
  const names: string[] = []
  const pattern = route
    .split(/(\{[^{}/]+\})/)
    .map((part) => {
      if (!/^\{.+\}$/.test(part)) return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      const isGreedy = part.endsWith('+}')
      names.push(part.slice(1, isGreedy ? -2 : -1))
      return isGreedy ? '(.+)' : '([^/]+)'
    })
    .join('')
  const values = names.length > 0 ? new RegExp(`^${pattern}/?$`).exec(path) : null
  return values ? Object.fromEntries(names.map((name, i) => [name, values[i + 1] ?? ''])) : undefined
}

/** The path, percent-decoded; as it is where that is impossible. */
export function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
