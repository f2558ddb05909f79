import { after, describe, test } from 'node:test'
import { dynamodbLocalClient } from '../dynamodb-local/client.ts'
import { storeCases } from './fixture-case.ts'
import { runCase } from './run-case.ts'
import { faultyClient, tableSubject } from './table-subject.ts'

for (const layout of ['apptheory', 'compact'] as const) {
  describe(`DynamoDB Local, layout ${layout}`, () => {
    const faulty = faultyClient(dynamodbLocalClient())
    after(() => faulty.client.destroy())
    for (const fixture of storeCases(layout)) {
      test(`${fixture.id}: ${fixture.title}`, () =>
        runCase(fixture, (clock) => tableSubject(fixture, layout, clock, faulty)))
    }
  })
}
