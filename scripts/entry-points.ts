import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export const root: string = resolve(import.meta.dirname, '..')

export interface EntryPoint {
  /** As it is imported, such as `apptheory-middy/testkit`. */
  readonly specifier: string
  /** A name for files, such as `testkit-gateway`. */
  readonly fileName: string
  /** Path of the declarations, absolute. */
  readonly declarations: string
}

/** The entry points that `package.json` exports, without data files. */
export function entryPoints(): readonly EntryPoint[] {
  const { name, exports } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
  return Object.entries<string | { types: string }>(exports).flatMap(([path, target]) => {
    if (typeof target === 'string') return []
    const fileName = path === '.' ? 'index' : path.slice(2).replaceAll('/', '-')
    return [{ specifier: `${name}${path.slice(1)}`, fileName, declarations: resolve(root, target.types) }]
  })
}
