import { readFixtures } from './fixture.ts'

/** An entry of `fixtures/capabilities.json`. */
export interface Capability {
  readonly id: string
  readonly area: string
  readonly summary: string
  readonly since: string
  readonly version: string
  readonly exports: readonly { readonly entryPoint: string; readonly name: string }[]
  /** Globs below `fixtures/`. */
  readonly fixtures: readonly string[]
  readonly go: string | null
  /** Globs of recorded cases of AppTheory, `<file>/<case>`. */
  readonly recorded?: readonly string[]
  readonly divergence?: readonly { readonly go: string; readonly here: string; readonly why: string }[]
}

export function readCapabilities(): readonly Capability[] {
  return (readFixtures('capabilities.json') as { capabilities: readonly Capability[] }).capabilities
}
