import { AppTheoryError } from '../errors.ts'

/** What came of the import of a peer. A failure is a value here, so that it can be told to each user. */
export type PeerImport<TModule> = { readonly module: TModule } | { readonly failure: unknown }

/** A package that is loaded only for the code that needs it, and that need not be installed without it. */
export class OptionalPeer<TModule extends object> {
  readonly #name: string
  readonly #import: () => Promise<PeerImport<TModule>>
  #importing: Promise<PeerImport<TModule>> | undefined
  #module: TModule | undefined

  /**
   * @param importPeer has to await a literal `import()` in a `try` statement: bundlers then accept that the
   * peer is not installed. It is called once, because a bundle cannot run a module that failed again.
   */
  constructor(name: string, importPeer: () => Promise<PeerImport<TModule>>) {
    this.#name = name
    this.#import = importPeer
  }

  /** The module, after it was loaded: inside `onceLoaded`, or behind an awaited `load`. */
  get module(): TModule {
    if (this.#module) return this.#module
    throw new AppTheoryError('app.internal', `${this.#name} is used before it is loaded`)
  }

  /**
   * The module at once, for code that cannot wait, such as the testkit's.
   * @throws AppTheoryError `peer.missing`; any other failure of loading as it is
   */
  require(user: string, require: (name: string) => unknown): TModule {
    try {
      this.#module ??= require(this.#name) as TModule
      return this.#module
    } catch (failure) {
      throw peerFailure(failure, this.#name, user)
    }
  }

  /**
   * @param user the function or class that needs the peer; it begins the message
   * @throws AppTheoryError `peer.missing`; any other failure of loading as it is
   */
  async load(user: string): Promise<TModule> {
    if (this.#module) return this.#module
    this.#importing ??= this.#import()
    const imported = await this.#importing
    if ('failure' in imported) throw peerFailure(imported.failure, this.#name, user)
    this.#module ??= imported.module
    return this.#module
  }

  /** What `make` returns: at once if the peer is loaded, else when it is. Loading begins now. */
  onceLoaded<TMade extends object>(user: string, make: () => TMade): () => TMade | Promise<TMade> {
    let made = this.#module && make()
    if (made) return () => made as TMade
    const making = this.load(user).then(() => {
      made = make()
      return made
    })
    // The first call is told.
    making.catch(() => {})
    return () => made ?? making
  }
}

const notFoundCodes: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])

/**
 * The error for a peer that could not be loaded: `peer.missing` if the peer is not installed. Any other
 * failure is returned as it is, such as that of a bundle that cannot run the peer.
 */
export function peerFailure(failure: unknown, peer: string, user: string): unknown {
  if (!isMissing(failure, peer)) return failure
  return new AppTheoryError('peer.missing', `${user} needs ${peer}: npm install ${peer}`, { cause: failure })
}

/** Whether the peer itself was not found, rather than one of its files or of its dependencies. */
function isMissing(failure: unknown, peer: string): boolean {
  const { code, message } = (failure ?? {}) as { code?: unknown; message?: unknown }
  if (!notFoundCodes.has(code)) return false
  // Node, webpack and Jest write "Cannot find package" or "Cannot find module"; Yarn "tried to access".
  const named =
    /(?:Cannot find (?:package|module)|tried to access) ['"]?((?:@[\w.-]+\/)?[\w.-]+)(?=['",\s]|$)/
  return named.exec(String(message))?.[1] === peer
}
