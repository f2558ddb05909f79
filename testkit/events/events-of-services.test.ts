import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import {
  buildAppSyncResolverEvent,
  buildCloudWatchLogsEvent,
  buildCloudWatchLogsKinesisEvent,
  buildHttpApiAuthorizerEvent,
  buildS3Event,
  buildSchedulerEvent,
  buildSnsInSqsEvent,
  buildStepFunctionsTaskEvent,
  buildTokenAuthorizerEvent,
  createTestEnv,
  MalformedResponseError,
} from '../index.ts'

const decoded = (base64: string | undefined): { logEvents: { message: string }[]; logGroup: string } =>
  JSON.parse(gunzipSync(Buffer.from(base64 ?? '', 'base64')).toString())

test('log events come back from their gzip, direct and in a stream', () => {
  const batch = { logGroup: '/aws/lambda/a', logEvents: ['one', { message: 'two ü' }] }
  const direct = decoded(buildCloudWatchLogsEvent(batch).awslogs.data)
  const { Records } = buildCloudWatchLogsKinesisEvent({ batches: [batch, {}] })
  assert.deepEqual(
    direct.logEvents.map(({ message }) => message),
    ['one', 'two ü'],
  )
  assert.deepEqual(decoded(Records[0]?.kinesis.data), direct)
  assert.equal(decoded(Records[1]?.kinesis.data).logEvents[0]?.message, 'Hello from CloudWatch Logs!')
})

test('a payload keeps its type beside the token', () => {
  const event = buildStepFunctionsTaskEvent({ payload: { orderId: 7 } })
  const orderId: number = event.orderId
  assert.equal(orderId, 7)
  assert.ok(event.taskToken.length > 100)
})

describe('invoke reads what the function returned as the service does', () => {
  const env = createTestEnv()

  test('what nobody waits for', async () => {
    for (const event of [buildS3Event(), buildSchedulerEvent(), buildCloudWatchLogsEvent()]) {
      assert.deepEqual(await env.invoke(() => 'done', event), { response: 'done' })
    }
  })

  test('what a resolver or a task returns, as JSON', async () => {
    const returned = () => ({ at: new Date(0), left: undefined })
    for (const event of [buildAppSyncResolverEvent(), buildStepFunctionsTaskEvent()]) {
      const { response } = await env.invoke(returned, event)
      assert.deepEqual(response, { at: '1970-01-01T00:00:00.000Z' })
    }
  })

  test('a notification in a queue is a message of the queue', async () => {
    const event = buildSnsInSqsEvent()
    const itemIdentifier = event.Records[0]?.messageId
    const { redelivered } = await env.invoke(() => ({ batchItemFailures: [{ itemIdentifier }] }), event)
    assert.deepEqual(redelivered, [itemIdentifier])
  })

  test('an authorizer: the statement has to match the request', async () => {
    const answer = (Resource: unknown, Effect = 'Allow', Action: unknown = 'execute-api:Invoke') => ({
      principalId: 'ann',
      policyDocument: { Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] },
    })
    const event = buildTokenAuthorizerEvent({ path: '/orders/7' })
    const allowed = async (returned: unknown) => (await env.invoke(() => returned, event)).isAuthorized
    assert.equal(await allowed(answer(event.methodArn)), true)
    assert.equal(await allowed(answer(['x', 'arn:aws:execute-api:*:*:*/prod/GET/orders/?'])), true)
    assert.equal(await allowed(answer('*', 'Allow', ['execute-api:*'])), true)
    assert.equal(await allowed(answer('*', 'Deny')), false)
    assert.equal(await allowed(answer(event.methodArn.replace('GET', 'POST'))), false)
    assert.equal(await allowed(answer('*', 'Allow', 's3:GetObject')), false)
    assert.equal(await allowed(answer('arn.aws.*')), false)
    for (const broken of [
      undefined,
      'ann',
      {},
      answer(undefined),
      answer('*', 'Maybe'),
      { isAuthorized: true },
    ])
      await assert.rejects(allowed(broken), MalformedResponseError)
  })

  test('an HTTP API takes a simple response, and a context of any depth', async () => {
    const context = { tenant: { id: 'a' } }
    const event = buildHttpApiAuthorizerEvent()
    const outcome = await env.invoke(() => ({ isAuthorized: false, context }), event)
    assert.deepEqual([outcome.isAuthorized, outcome.context], [false, context])
  })
})
