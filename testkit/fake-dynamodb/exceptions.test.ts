import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DynamoDBException, validationException } from './exceptions.ts'

test('an invalid request is an exception of the validator', () => {
  const error = validationException('Wrong')
  assert.ok(error instanceof Error)
  assert.equal(error.name, 'ValidationException')
  assert.equal(error.statusCode, 400)
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    __type: 'com.amazon.coral.validate#ValidationException',
    message: 'Wrong',
  })
})

test('a failed condition shows the item where it is asked to', () => {
  const Item = { pk: { S: 'a' } }
  const body = new DynamoDBException('ConditionalCheckFailedException', 'The conditional request failed', {
    Item,
  })
  assert.deepEqual(JSON.parse(JSON.stringify(body)), {
    __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
    Item,
    message: 'The conditional request failed',
  })
})

test('a cancelled transaction gives its reasons by position', () => {
  const CancellationReasons = [
    { Code: 'None' },
    { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
  ]
  const error = new DynamoDBException('TransactionCanceledException', 'Transaction cancelled', {
    CancellationReasons,
  })
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    CancellationReasons,
    Message: 'Transaction cancelled',
  })
})

test('only failures of the service itself are not the fault of the request', () => {
  assert.equal(new DynamoDBException('InternalServerError', '').statusCode, 500)
  assert.equal(new DynamoDBException('ServiceUnavailable', '').statusCode, 503)
  assert.equal(new DynamoDBException('ThrottlingException', '').statusCode, 400)
})
