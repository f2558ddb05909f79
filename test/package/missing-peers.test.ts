import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { execPath } from 'node:process'
import { test } from 'node:test'

/** The code of the error that `script` ends with, in a process where no module of `peers` can be found. */
function codeWithout(peers: readonly string[], script: string): string {
  const hiding = `
    import { registerHooks } from 'node:module'
    const peers = ${JSON.stringify(peers)}
    registerHooks({
      resolve(specifier, context, next) {
        if (!peers.some((peer) => specifier === peer)) return next(specifier, context)
        throw Object.assign(new Error('Cannot find package ' + specifier), { code: 'ERR_MODULE_NOT_FOUND' })
      },
    })
    try {
      ${script}
      console.log('nothing')
    } catch (error) {
      console.log(error.code)
    }`
  const args = ['--input-type=module', '--eval', hiding]
  return execFileSync(execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
}

const sdk = '@aws-sdk/client-apigatewaymanagementapi'

test('the root is there without any peer of WebSockets', () => {
  assert.equal(codeWithout([sdk, 'ws'], "await import('apptheory-middy')"), 'nothing')
})

test('webSocketManagement says which peer is missing, when it needs it', () => {
  const script = `
    const { webSocketManagement } = await import('apptheory-middy')
    const { before } = webSocketManagement({ endpoint: 'https://chat.example.com' })
    await before({ event: {}, context: {}, internal: {} })`
  assert.equal(codeWithout([sdk], script), 'peer.missing')
})

test('so do the WebSocket gateway and the fake', () => {
  const gateway = `
    const { startWebSocketGateway } = await import('apptheory-middy/testkit/gateway')
    await startWebSocketGateway({ handler: {} })`
  assert.equal(codeWithout(['ws'], gateway), 'peer.missing')
  const fake = `
    const { FakeWebSocketManagement } = await import('apptheory-middy/testkit')
    new FakeWebSocketManagement().client()`
  assert.equal(codeWithout([sdk], fake), 'peer.missing')
})
