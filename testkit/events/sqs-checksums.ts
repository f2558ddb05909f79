import { createHash, type Hash } from 'node:crypto'
import type { SQSMessageAttributes } from 'aws-lambda'

/** How a value is stored, as one byte of the digest's input. */
const STRING_TRANSPORT = 1
const BINARY_TRANSPORT = 2

/**
 * The MD5 of message attributes: name, type and value of each, in the order of names, each preceded by its
 * length.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function md5OfMessageAttributes(attributes: SQSMessageAttributes): string {
  const hash = createHash('md5')
  const names = Object.keys(attributes).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  for (const name of names) {
    const { dataType = 'String', stringValue, binaryValue } = attributes[name] ?? {}
    updateWithLength(hash, Buffer.from(name))
    updateWithLength(hash, Buffer.from(dataType))
    const isBinary = dataType.startsWith('Binary')
    hash.update(Uint8Array.of(isBinary ? BINARY_TRANSPORT : STRING_TRANSPORT))
    updateWithLength(
      hash,
      isBinary ? Buffer.from(binaryValue ?? '', 'base64') : Buffer.from(stringValue ?? ''),
    )
  }
  return hash.digest('hex')
}

function updateWithLength(hash: Hash, bytes: Buffer): void {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  hash.update(length).update(bytes)
}
