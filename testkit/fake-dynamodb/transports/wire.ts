import { crc32 } from 'node:zlib'
import { isStreamOperation } from '../requests/request-shapes.ts'

const TABLES = 'DynamoDB_20120810.'
const STREAMS = 'DynamoDBStreams_20120810.'

/**
 * The operation that a `X-Amz-Target` header names, of DynamoDB or of DynamoDB Streams; `undefined` for what
 * is neither's.
 */
export function operationOf(target: string | undefined): string | undefined {
  if (target?.startsWith(STREAMS)) {
    const operation = target.slice(STREAMS.length)
    return isStreamOperation(operation) ? operation : undefined
  }
  const operation = target?.startsWith(TABLES) ? target.slice(TABLES.length) : undefined
  return operation !== undefined && isStreamOperation(operation) ? undefined : operation
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
