import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Gateway, startGateway } from './gateway.ts'
import { arrive, handler } from './streaming-function.helper.ts'

const handlerFile = resolve(import.meta.dirname, 'streaming-function.helper.ts')

const folder = mkdtempSync(join(tmpdir(), 'streaming-gateway-'))
after(() => rmSync(folder, { recursive: true }))
const arrivalFile = join(folder, 'arrived')
const environment = { ARRIVAL_FILE: arrivalFile }

const gateways: Readonly<Record<string, readonly [() => Promise<Gateway>, arrive: () => void]>> = {
  'in this process': [() => startGateway({ handler }), arrive],
  'on the real runtime client': [
    () => startGateway({ runtime: 'ric', handlerFile, environment }),
    () => writeFileSync(arrivalFile, ''),
  ],
}

for (const [name, [start, sayArrived]] of Object.entries(gateways)) {
  describe(`a streaming function ${name}`, () => {
    let gateway: Gateway
    before(async () => {
      gateway = await start()
    })
    after(() => gateway.close())

    test('answers with the status, headers and cookies of its prelude', async () => {
      const response = await fetch(`${gateway.url}/hello`)

      assert.equal(response.status, 201)
      assert.equal(response.headers.get('content-type'), 'text/plain')
      assert.equal(response.headers.get('x-a'), '1, 2')
      assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2'])
      assert.equal(await response.text(), 'hello')
    })

    test('answers without a body', async () => {
      const response = await fetch(`${gateway.url}/empty`)

      assert.deepEqual([response.status, await response.text()], [204, ''])
    })

    test('sends a chunk when it comes, and not when the next one does', async () => {
      const response = await fetch(`${gateway.url}/steps`)
      const reader = (response.body ?? assert.fail()).pipeThrough(new TextDecoderStream()).getReader()

      const first = await reader.read()
      sayArrived()
      const second = await reader.read()

      assert.deepEqual([first.value, second.value], ['data: first\n\n', 'data: second\n\n'])
      assert.equal((await reader.read()).done, true)
    })

    test('cuts the answer off when the function fails late', async () => {
      const response = await fetch(`${gateway.url}/late`)
      assert.equal(response.status, 200)

      await assert.rejects(response.text(), { name: 'TypeError', message: 'terminated' })
    })

    test('answers the next request after a late failure', async () => {
      const statuses: number[] = []
      for (const path of ['/late', '/hello', '/late', '/hello']) {
        const response = await fetch(`${gateway.url}${path}`)
        statuses.push(response.status)
        await response.text().catch(() => {})
      }

      assert.deepEqual(statuses, [200, 201, 200, 201])
    })

    test('answers 502 when the function fails before its first byte, and goes on', async () => {
      const { status } = await fetch(`${gateway.url}/early`)
      const next = await fetch(`${gateway.url}/hello`)

      assert.deepEqual([status, next.status, await next.text()], [502, 201, 'hello'])
    })

    test('is told when the client goes away', async () => {
      const client = new AbortController()
      const response = await fetch(`${gateway.url}/endless`, { signal: client.signal })
      const reader = (response.body ?? assert.fail()).getReader()
      await reader.read()

      client.abort()

      let closed = ''
      for (let attempt = 0; attempt < 200 && closed !== 'true'; attempt++) {
        closed = await (await fetch(`${gateway.url}/closed`)).text()
      }
      assert.equal(closed, 'true')
    })
  })
}

test('a function that does not stream also runs on the real runtime client', async (t) => {
  const gateway = await startGateway({ runtime: 'ric', handlerFile, handlerExport: 'buffered' })
  t.after(gateway.close)

  const good = await fetch(`${gateway.url}/a`)
  const bad = await fetch(`${gateway.url}/early`)
  const next = await fetch(`${gateway.url}/b`)

  assert.deepEqual([good.status, await good.text()], [200, 'buffered /a'])
  assert.equal(bad.status, 502)
  assert.equal(await next.text(), 'buffered /b')
})

test('a function file that cannot be loaded says why at the start', async () => {
  const missing = startGateway({
    runtime: 'ric',
    handlerFile: resolve(import.meta.dirname, 'no-such-file.ts'),
  })

  await assert.rejects(missing, /failed to start.*no-such-file/)
})
