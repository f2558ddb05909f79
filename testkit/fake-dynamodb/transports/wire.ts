import { crc32 } from 'node:zlib'

const TARGET_PREFIX = 'DynamoDB_20120810.'

/** The operation that a `X-Amz-Target` header names; `undefined` for what is not DynamoDB's. */
export function operationOf(target: string | undefined): string | undefined {
  return target?.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : undefined
}

/** A body of a response, with the headers that the service sends with it. */
export interface WireBody {
  readonly bytes: Uint8Array
  readonly headers: Record<string, string>
}

/** Numbers its bodies, so that request ids are unique and tests can foretell them. */
export class WireWriter {
  #sequence = 0

  write(json: string): WireBody {
    const bytes = Buffer.from(json)
    this.#sequence += 1
    return {
      bytes,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': String(bytes.length),
        'x-amzn-requestid': `FAKE${String(this.#sequence).padStart(48, '0')}`,
        'x-amz-crc32': String(crc32(bytes)),
      },
    }
  }
}
