import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AppTheoryError, isAppTheoryError } from '../errors.ts'
import { OptionalPeer } from './optional-peer.ts'

const name = '@aws-sdk/client-dynamodb'

function failing(message: string, code?: string): OptionalPeer<object> {
  const failure = Object.assign(new Error(message), code && { code })
  return new OptionalPeer(name, async () => ({ failure }))
}

describe('peer.missing is reported for a peer that was not found', () => {
  for (const [system, code, message] of [
    ['Node, import', 'ERR_MODULE_NOT_FOUND', `Cannot find package '${name}' imported from /app/index.mjs`],
    ['Node, require', 'MODULE_NOT_FOUND', `Cannot find module '${name}'\nRequire stack:\n- /app/index.js`],
    ['webpack', 'MODULE_NOT_FOUND', `Cannot find module '${name}'`],
    ['Jest', 'MODULE_NOT_FOUND', `Cannot find module '${name}' from 'node_modules/apptheory-middy/sdk.js'`],
    ['Bun', 'ERR_MODULE_NOT_FOUND', `Cannot find package "${name}" from "/app/index.ts"`],
    [
      'Yarn',
      'MODULE_NOT_FOUND',
      `apptheory-middy tried to access ${name} (a peer dependency) but it isn't provided`,
    ],
  ] as const) {
    test(system, async () => {
      await assert.rejects(failing(message, code).load('rateLimit'), (error: AppTheoryError) => {
        assert.equal(error.code, 'peer.missing')
        assert.equal(error.message, `rateLimit needs ${name}: npm install ${name}`)
        assert.equal((error.cause as Error).message, message)
        return true
      })
    })
  }
})

describe('any other failure of loading is thrown as it is', () => {
  for (const [reason, code, message] of [
    ['an ESM bundle without require', undefined, 'Dynamic require of "node:https" is not supported'],
    [
      'a dependency of the peer',
      'ERR_MODULE_NOT_FOUND',
      `Cannot find package '@smithy/core' imported from /app/node_modules/${name}/dist-es/index.js`,
    ],
    [
      'a file of the peer',
      'MODULE_NOT_FOUND',
      `Cannot find module '/app/node_modules/${name}/dist-cjs/index.js'`,
    ],
    ['a path within the peer', 'ERR_MODULE_NOT_FOUND', `Cannot find module '${name}/commands'`],
    ['another peer whose name begins the same', 'MODULE_NOT_FOUND', `Cannot find module '${name}-streams'`],
    ['a peer that is named without being missing', 'ERR_REQUIRE_ESM', `Cannot find module '${name}'`],
  ] as const) {
    test(reason, async () => {
      await assert.rejects(failing(message, code).load('rateLimit'), (error: Error) => {
        assert.equal(error.message, message)
        assert.equal(isAppTheoryError(error), false)
        return true
      })
    })
  }

  test('also what is not an error', async () => {
    const peer = new OptionalPeer(name, async () => ({ failure: undefined }))
    const outcome = await peer.load('rateLimit').then(
      () => 'loaded',
      (failure: unknown) => ({ failure }),
    )
    assert.deepEqual(outcome, { failure: undefined })
  })
})

test('a peer is imported once, whether that works or not', async () => {
  let imports = 0
  const importing = (outcome: { module: object } | { failure: unknown }) => async () => {
    imports += 1
    return outcome
  }
  const working = new OptionalPeer(name, importing({ module: {} }))
  assert.equal(await working.load('a'), await working.load('b'))
  const broken = new OptionalPeer(name, importing({ failure: new Error('no') }))
  await assert.rejects(broken.load('a'), /no/)
  await assert.rejects(broken.load('b'), /no/)
  assert.equal(imports, 2)
})

test('what needs a peer is made at once where the peer is there, else when it is loaded', async () => {
  const peer = new OptionalPeer<{ readonly answer: number }>(name, async () => ({ module: { answer: 42 } }))
  const early = peer.onceLoaded('a', () => ({ answer: peer.module.answer }))
  assert.ok(early() instanceof Promise)
  assert.deepEqual(await early(), { answer: 42 })
  assert.deepEqual(early(), { answer: 42 })
  assert.deepEqual(peer.onceLoaded('b', () => ({ made: true }))(), { made: true })
})

test('a peer that fails to load fails the calls that need it, and no other', async () => {
  const peer = failing('Dynamic require of "node:https" is not supported')
  const made = peer.onceLoaded('a', () => ({}))
  await assert.rejects(async () => made(), /Dynamic require/)
  await assert.rejects(async () => made(), /Dynamic require/)
  assert.throws(() => peer.module, { code: 'app.internal' })
})
