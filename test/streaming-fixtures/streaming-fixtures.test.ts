import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type LambdaRuntime, startLambdaRuntime } from '../../testkit/gateway/index.ts'
import { type FixtureCase, fixtureCases } from './fixture-case.ts'
import type { Observations } from './fixture-function.ts'
import { comparable, expectedResult, type Result, runInProcess, runOnRuntime } from './fixture-run.ts'

const cases = fixtureCases()
const schemaFile = resolve(import.meta.dirname, '../../fixtures/streaming.schema.json')

test('there are at least 50 cases, each valid and with an identifier of its own', () => {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(schemaFile, 'utf8')),
  )

  for (const fixture of cases)
    assert.ok(validate(fixture), `${fixture.id}: ${JSON.stringify(validate.errors)}`)

  assert.ok(cases.length >= 50, String(cases.length))
  assert.equal(new Set(cases.map(({ id }) => id)).size, cases.length)
})

describe('on the captured stream', () => {
  for (const fixture of cases) {
    for (const form of fixture.given.forms) {
      test(`${fixture.id}, ${form}: ${fixture.title}`, async () => {
        check(await runInProcess(fixture, form), fixture)
      })
    }
  }
})

describe('on the real runtime client', () => {
  const messages = new EventEmitter()
  let runtime: LambdaRuntime

  before(async () => {
    runtime = await startLambdaRuntime({
      handlerFile: resolve(import.meta.dirname, 'ric-function.ts'),
      onMessage: (message) => messages.emit('observations', message),
    })
  })
  after(() => runtime.close())

  for (const fixture of cases) {
    for (const form of fixture.given.forms) {
      test(`${fixture.id}, ${form}: ${fixture.title}`, async () => {
        const received: Observations[] = []
        messages.on('observations', (observations) => received.push(observations))
        const observed = async (): Promise<Observations> => {
          if (received.length === 0)
            await once(messages, 'observations', { signal: AbortSignal.timeout(5000) })
          return received.shift() ?? assert.fail('nothing observed')
        }

        const results = await runOnRuntime(fixture, form, { runtime, observed })

        messages.removeAllListeners()
        check(results, fixture)
      })
    }
  }

  test('no case has ended the process', () => assert.equal(runtime.starts, 1))
})

function check(results: readonly Result[], { expect: { invocations } }: FixtureCase): void {
  assert.equal(results.length, invocations.length)
  for (const [index, expected] of invocations.entries()) {
    const result = results[index] ?? assert.fail()
    assert.deepEqual(comparable(result, expected), expectedResult(expected))
  }
}
