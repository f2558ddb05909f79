import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { execPath } from 'node:process'
import { test } from 'node:test'
import { openClient } from '../integration/websocket/client.ts'

const root = resolve(import.meta.dirname, '../..')
const example = readFileSync(resolve(root, 'examples/chat/handler.ts'), 'utf8')

test('the chat of the docs is the example, in under 40 lines', () => {
  assert.ok(readFileSync(resolve(root, 'docs/websocket.md'), 'utf8').includes(`\`\`\`ts\n${example}\`\`\``))
  assert.ok(example.split('\n').length < 40)
})

test('the chat runs: who is in a room hears what is said in it', { timeout: 30_000 }, async () => {
  const child = spawn(execPath, ['--import', 'tsx', 'examples/chat/serve.ts', '--port', '0'], {
    cwd: root,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    let printed = ''
    for await (const chunk of child.stdout) {
      printed += chunk
      if (printed.includes('Ctrl-C')) break
    }
    const [url = ''] = /ws:\/\/[^:\s]+:\d+\/\w+/.exec(printed) ?? []
    const ann = await openClient(url)
    const bob = await openClient(url)
    const cook = await openClient(`${url}?room=kitchen`)

    ann.socket.send('what now?')
    await ann.received(1)
    ann.socket.send('{"action":"say","text":"hello"}')
    await Promise.all([ann.received(2), bob.received(1)])
    bob.socket.close()
    await bob.closed
    ann.socket.send('{"action":"say","room":"kitchen","text":"hungry"}')
    await cook.received(1)

    assert.deepEqual(JSON.parse(ann.messages[0] ?? ''), {
      help: '{"action":"say","room":"lobby","text":"hello"}',
    })
    const said = [ann.messages[1], bob.messages[0], cook.messages[0]].map(
      (message) => JSON.parse(message ?? '').text,
    )
    assert.deepEqual(said, ['hello', 'hello', 'hungry'])
    assert.deepEqual([ann.messages.length, bob.messages.length, cook.messages.length], [2, 1, 1])
  } finally {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
})
