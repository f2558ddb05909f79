import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  buildAlbEvent,
  buildDynamoDBStreamEvent,
  buildEventBridgeEvent,
  buildFunctionUrlEvent,
  buildHttpApiV2Event,
  buildKinesisEvent,
  buildRestApiV1Event,
  buildSnsEvent,
  buildSqsEvent,
} from '../index.ts'
import { pathParametersOf } from './http/path-parameters.ts'
import { md5OfMessageAttributes } from './sqs-checksums.ts'

describe('HTTP', () => {
  test('the method is that of the route, the path too where it has no variables', () => {
    const { requestContext, rawPath } = buildHttpApiV2Event({ routeKey: 'DELETE /orders' })
    assert.deepEqual([requestContext.http.method, rawPath], ['DELETE', '/orders'])
    assert.equal(buildHttpApiV2Event({ routeKey: 'ANY /x' }).requestContext.http.method, 'GET')
    assert.equal(buildHttpApiV2Event({ routeKey: 'GET /a/{id}' }).rawPath, '/')
  })

  test('path parameters are read from the path, greedy ones too', () => {
    assert.deepEqual(pathParametersOf('/a.b/{id}/{rest+}', '/a.b/1/2/3'), { id: '1', rest: '2/3' })
    assert.equal(pathParametersOf('/a.b/{id}', '/aXb/1'), undefined)
    assert.equal(pathParametersOf('/a', '/a'), undefined)
    assert.deepEqual(buildHttpApiV2Event({ routeKey: 'GET /a/{id}', path: '/a/1' }).pathParameters, {
      id: '1',
    })
    const input = { resource: '/a/{id}', path: '/a/1', pathParameters: { id: 'other' } }
    assert.deepEqual(buildRestApiV1Event(input).pathParameters, { id: 'other' })
  })

  test('a path that cannot be decoded stays as it is', () => {
    assert.equal(buildHttpApiV2Event({ path: '/100%' }).rawPath, '/100%')
  })

  test('a custom domain is the host, and its base path leads to the stage', () => {
    const { headers, requestContext } = buildRestApiV1Event({ domainName: 'api.example.com', path: '/v1/a' })
    assert.equal(headers['Host'], 'api.example.com')
    assert.deepEqual([requestContext.domainPrefix, requestContext.path], ['api', '/v1/a'])
    assert.equal(buildHttpApiV2Event({ domainName: 'api.example.com' }).requestContext.domainPrefix, 'api')
  })

  test('a client certificate of mutual TLS is in authentication', () => {
    const clientCert = {
      clientCertPem: 'PEM',
      issuerDN: 'CN=issuer',
      serialNumber: '1',
      subjectDN: 'CN=subject',
      validity: { notAfter: 'May 28 12:30:02 2029 GMT', notBefore: 'May 28 12:30:02 2019 GMT' },
    }
    assert.deepEqual(buildHttpApiV2Event({ clientCert }).requestContext.authentication, { clientCert })
  })

  test('the address of the caller goes behind those that the client sent', () => {
    const headers = { 'X-Forwarded-For': ['192.0.2.1', '192.0.2.2'] }
    const { multiValueHeaders } = buildAlbEvent({
      headers,
      sourceIp: '198.51.100.7',
      multiValueHeaders: true,
    })
    assert.deepEqual(multiValueHeaders?.['x-forwarded-for'], ['192.0.2.1, 192.0.2.2, 198.51.100.7'])
  })

  test('a form is what URLSearchParams makes of it', () => {
    const body = new URLSearchParams({ name: 'ä b' })
    const event = buildFunctionUrlEvent({ body })
    assert.equal(event.headers['content-type'], 'application/x-www-form-urlencoded;charset=UTF-8')
    assert.equal(Buffer.from(event.body ?? '', 'base64').toString(), 'name=%C3%A4+b')
    assert.deepEqual([buildRestApiV1Event({ body }).body, event.isBase64Encoded], ['name=%C3%A4+b', true])
  })

  test('the authorizer of an HTTP API has a type of its own', () => {
    const jwt = buildHttpApiV2Event({ authorizer: { jwt: { claims: { sub: 'u1' }, scopes: ['a'] } } })
    assert.equal(jwt.requestContext.authorizer.jwt.claims['sub'], 'u1')
    const lambda = buildHttpApiV2Event({ authorizer: { lambda: { tenant: 7 } } })
    assert.equal(lambda.requestContext.authorizer.lambda.tenant, 7)
    const iam = buildFunctionUrlEvent({ authorizer: { iam: {} } })
    assert.equal(iam.requestContext.authorizer.iam.accountId, iam.requestContext.accountId)
    const rest = buildRestApiV1Event({ authorizer: { principalId: 'user', tenant: 7 } })
    assert.equal(rest.requestContext.authorizer.tenant, '7')
  })
})

describe('records', () => {
  test('checksums of attributes are those that SQS computed', () => {
    const dataType = 'String'
    assert.equal(
      md5OfMessageAttributes({ 'sample-attribute': { dataType, stringValue: 'sample-value' } }),
      '7c815262be77a62f56671125069ca888',
    )
  })

  test('a time can be a Date, an ISO string or milliseconds, and nothing else', () => {
    const iso = '2026-03-01T10:00:00.500Z'
    const [date, text, ms] = [new Date(iso), iso, Date.parse(iso)].map((time) => buildSnsEvent({ time }))
    assert.deepEqual(date, text)
    assert.deepEqual(date, ms)
    assert.equal(date?.Records[0]?.Sns.Timestamp, iso)
    assert.equal(buildEventBridgeEvent({ time: iso }).time, '2026-03-01T10:00:00Z')
    assert.equal(
      buildKinesisEvent({ time: iso }).Records[0]?.kinesis.approximateArrivalTimestamp,
      1772359200.5,
    )
    assert.throws(() => buildSqsEvent({ time: 'yesterday' }), TypeError)
  })

  test('an empty batch is none, but a window can be empty', () => {
    const builders: readonly ((input: { records: [] }) => unknown)[] = [
      buildSqsEvent,
      buildKinesisEvent,
      buildDynamoDBStreamEvent,
    ]
    for (const build of builders) assert.throws(() => build({ records: [] }), TypeError)
    const window = { start: 0, end: 60_000 }
    assert.deepEqual(buildKinesisEvent({ window, records: [] }).Records, [])
    assert.deepEqual(buildDynamoDBStreamEvent({ window }).Records, [])
  })

  test('the region is that of the ARN', () => {
    const queueArn = 'arn:aws-cn:sqs:cn-north-1:123456789012:q'
    assert.equal(buildSqsEvent({ queueArn }).Records[0]?.awsRegion, 'cn-north-1')
  })

  test('a detail has a type of its own', () => {
    const event = buildEventBridgeEvent({ detailType: 'OrderPlaced', detail: { orderId: '7' } })
    const orderId: string = event.detail.orderId
    assert.deepEqual([orderId, event['detail-type']], ['7', 'OrderPlaced'])
  })
})

describe('images of DynamoDB', () => {
  const imageOf = (newImage: Record<string, unknown>) =>
    buildDynamoDBStreamEvent({ records: [{ newImage, keys: { PK: 'a' } }] }).Records[0]?.dynamodb?.NewImage

  test('plain values have the types of DynamoDB', () => {
    assert.deepEqual(
      imageOf({
        big: 9007199254740993n,
        strings: new Set(['a']),
        numbers: new Set([1, 2n]),
        blobs: new Set([Uint8Array.of(1)]),
        blob: Uint8Array.of(1, 2, 3),
        left: undefined,
      }),
      {
        big: { N: '9007199254740993' },
        strings: { SS: ['a'] },
        numbers: { NS: ['1', '2'] },
        blobs: { BS: ['AQ=='] },
        blob: { B: 'AQID' },
      },
    )
  })

  test('attribute values stay, their bytes as base64', () => {
    assert.deepEqual(
      imageOf({ a: { B: Uint8Array.of(1) }, b: { M: { c: { L: [{ BS: [Uint8Array.of(2)] }] } } } }),
      {
        a: { B: 'AQ==' },
        b: { M: { c: { L: [{ BS: ['Ag=='] }] } } },
      },
    )
  })

  test('one plain value makes the whole image plain', () => {
    assert.deepEqual(imageOf({ a: { S: 'x' }, b: 1 }), { a: { M: { S: { S: 'x' } } }, b: { N: '1' } })
  })

  test('what DynamoDB has no type for is told by its place', () => {
    assert.throws(() => imageOf({ PK: 'a', at: new Date(0) }), /^TypeError: at has/)
    assert.throws(() => imageOf({ list: [{ n: Number.NaN }] }), /list\[0\]\.n/)
    assert.throws(() => imageOf({ empty: new Set() }), /empty set/)
    assert.throws(() => imageOf({ mixed: new Set(['a', 1]) }), /more than one type/)
  })

  test('keys are found in the images, or told to be missing', () => {
    const change = { newImage: { id: 'a', note: 'b' } }
    const [record] = buildDynamoDBStreamEvent({ keyNames: ['id'], records: [change] }).Records
    assert.deepEqual(record?.dynamodb?.Keys, { id: { S: 'a' } })
    assert.throws(() => buildDynamoDBStreamEvent({ records: [change] }), /keyNames/)
    assert.throws(() => buildDynamoDBStreamEvent({ records: [{}] }), /needs oldImage, newImage/)
  })
})
