/** What a streaming function sends before its body. */
export interface Prelude {
  /** The HTTP status. Absent: the client gets 200. */
  readonly statusCode?: number
  /** Headers by name, as the function wrote the names. */
  readonly headers?: Readonly<Record<string, string>>
  /** Headers that have several values, by name. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  /** The values of `set-cookie`. */
  readonly cookies?: readonly string[]
}

/** Content type of a response that begins with a prelude. */
export const integrationResponseType = 'application/vnd.awslambda.http-integration-response'

const delimiter = Buffer.alloc(8)

/** Splits what a streaming function sends into prelude and body: JSON, eight NUL bytes, payload. */
export class PreludeDecoder {
  /** Undefined until the delimiter has come. */
  prelude: Prelude | undefined
  #waiting: Buffer = Buffer.alloc(0)

  /** Without the content type of an integration response, everything is payload. */
  constructor(contentType: string) {
    if (contentType !== integrationResponseType)
      this.prelude = { statusCode: 200, headers: { 'content-type': contentType } }
  }

  /**
   * @returns the payload in `bytes`: empty while the prelude is incomplete
   * @throws SyntaxError for a prelude that is not JSON
   */
  decode(bytes: Buffer): Buffer {
    if (this.prelude) return bytes
    this.#waiting = Buffer.concat([this.#waiting, bytes])
    const end = this.#waiting.indexOf(delimiter)
    if (end === -1) return Buffer.alloc(0)
    this.prelude = JSON.parse(this.#waiting.toString('utf8', 0, end)) as Prelude
    return this.#waiting.subarray(end + delimiter.length)
  }
}
