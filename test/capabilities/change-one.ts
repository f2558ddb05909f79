/** Changes the last value inside, and says whether there is one. */
export function changeOne(parent: object): boolean {
  return Object.entries(parent)
    .reverse()
    .some(([name, value]) => {
      if (typeof value === 'object' && value !== null) return changeOne(value)
      Object.assign(parent, { [name]: another(value) })
      return true
    })
}

export function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  return typeof value === 'string' ? `x${value}` : 'something'
}
