import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { execPath } from 'node:process'
import { test } from 'node:test'
import { startGateway } from './gateway.ts'
import { startLambdaRuntime } from './lambda-runtime.ts'

const file = {
  handlerFile: resolve(import.meta.dirname, 'streaming-function.helper.ts'),
  handlerExport: 'buffered',
}
const sink = { write: () => {} }

test('a closed runtime rejects events, and starts no process for those that waited', async () => {
  const runtime = await startLambdaRuntime(file)
  const waiting = [runtime.invoke({ rawPath: '/1' }, sink), runtime.invoke({ rawPath: '/2' }, sink)]
  const [, second] = waiting.map((answer) => answer.catch((error: Error) => error.message))

  await runtime.close()

  assert.equal(await second, 'the runtime is closed')
  await assert.rejects(runtime.invoke({ rawPath: '/3' }, sink), { message: 'the runtime is closed' })
  assert.equal(runtime.starts, 1)
})

test('a runtime that cannot start leaves nothing behind that keeps its process alive', () => {
  const script = `
    import { startLambdaRuntime } from './lambda-runtime.ts'
    const handlerFile = new URL('file://elsewhere/handler.js')
    await startLambdaRuntime({ handlerFile }).catch(({ code }) => console.log(code))`
  const output = execFileSync(execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    timeout: 20_000,
  })
  assert.equal(output, 'ERR_INVALID_FILE_URL_HOST\n')
})

test('a gateway that cannot listen ends the process of its function', async (t) => {
  const other = await startGateway({ handler: () => 'ok' })
  t.after(other.close)
  const started = Promise.withResolvers<unknown>()

  const gateway = startGateway({
    ...file,
    runtime: 'ric',
    port: other.port,
    nodeArguments: ['--import', 'data:text/javascript,process.send(process.pid)'],
    onMessage: started.resolve,
  })

  await assert.rejects(gateway, { code: 'EADDRINUSE' })
  const pid = Number(await started.promise)
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})
