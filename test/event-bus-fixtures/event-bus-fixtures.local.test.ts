import { after, describe, test } from 'node:test'
import { dynamodbLocalClient } from '../dynamodb-local/client.ts'
import { fixtureCases } from './fixture-case.ts'
import { runCase } from './run-case.ts'
import { faultyClient, tableSubject } from './table-subject.ts'

describe('DynamoDB Local', () => {
  const faulty = faultyClient(dynamodbLocalClient(), 'fixtures.')
  after(() => faulty.client.destroy())
  for (const fixture of fixtureCases()) {
    test(`${fixture.id}: ${fixture.title}`, () => runCase(fixture, tableSubject(fixture, faulty)))
  }
})
