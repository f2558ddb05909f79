// Under a name of its own: bundles as ES modules often have a banner that imports `createRequire`.
import { createRequire as requireFrom } from 'node:module'

/** Loads a module that is installed beside this one. In a CommonJS bundle, `import.meta` has no `url`. */
export function requirePeer(name: string): unknown {
  const { url } = import.meta as { readonly url?: string }
  return requireFrom(url ?? __filename)(name)
}
