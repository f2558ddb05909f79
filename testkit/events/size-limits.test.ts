import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  buildAlbEvent,
  buildAppSyncResolverEvent,
  buildCloudWatchLogsEvent,
  buildEventBridgeEvent,
  buildFunctionUrlEvent,
  buildHttpApiV2Event,
  buildKinesisEvent,
  buildRestApiV1Event,
  buildSnsEvent,
  buildSqsEvent,
  buildWebSocketEvent,
} from '../index.ts'

const KB = 1024
const MB = 1024 * KB
const text = (bytes: number): string => 'x'.repeat(bytes)

// The largest body, and a message about the next one.
const limits: Readonly<
  Record<string, readonly [build: (bytes: number) => unknown, most: number, over: number]>
> = {
  'a load balancer': [(bytes) => buildAlbEvent({ body: text(bytes) }), MB, MB + 1],
  'bytes behind a load balancer': [(bytes) => buildAlbEvent({ body: Buffer.alloc(bytes) }), MB, MB + 1],
  'a WebSocket API': [(bytes) => buildWebSocketEvent({ body: text(bytes) }), 128 * KB, 128 * KB + 1],
  SQS: [(bytes) => buildSqsEvent({ records: [{ body: text(bytes) }] }), MB, MB + 1],
  SNS: [(bytes) => buildSnsEvent({ message: text(bytes) }), 256 * KB, 256 * KB + 1],
  'an HTTP API': [(bytes) => buildHttpApiV2Event({ body: text(bytes) }), 4 * MB, 6 * MB],
  'bytes of an HTTP API, as base64': [
    (bytes) => buildHttpApiV2Event({ body: Buffer.alloc(bytes, 255) }),
    4 * MB,
    4.6 * MB,
  ],
  'a Function URL': [(bytes) => buildFunctionUrlEvent({ body: text(bytes) }), 4 * MB, 6 * MB],
  'a REST API': [(bytes) => buildRestApiV1Event({ body: text(bytes) }), 5 * MB, 6 * MB],
  'text that JSON escapes': [(bytes) => buildRestApiV1Event({ body: '"'.repeat(bytes) }), 2 * MB, 4 * MB],
  Kinesis: [(bytes) => buildKinesisEvent({ records: [{ data: text(bytes) }] }), 4 * MB, 5 * MB],
  'a batch of SQS': [
    (bytes) => buildSqsEvent({ records: Array.from({ length: 10 }, () => ({ body: text(bytes / 10) })) }),
    5 * MB,
    6 * MB,
  ],
  EventBridge: [(bytes) => buildEventBridgeEvent({ detail: { text: text(bytes) } }), MB - KB, MB],
  'CloudWatch Logs': [(bytes) => buildCloudWatchLogsEvent({ logEvents: [text(bytes)] }), 700 * KB, MB],
  AppSync: [(bytes) => buildAppSyncResolverEvent({ arguments: { text: text(bytes) } }), 5 * MB, 6 * MB],
}

for (const [what, [build, most, over]] of Object.entries(limits)) {
  test(`${what}: what is larger than the trigger takes is refused`, () => {
    build(most)
    assert.throws(() => build(over), {
      name: 'TypeError',
      message: /^build\w+: .*must have at most \d+ bytes/,
    })
  })
}
