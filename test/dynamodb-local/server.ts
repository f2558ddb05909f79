import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Amazon's jar, taken out of a package that carries it; the package itself is not a dependency, because its
 * own are huge.
 */
const carrier = 'amplify-dynamodb-simulator@2.9.30'
const cache = resolve(import.meta.dirname, '../../.cache/dynamodb-local')
const emulator = resolve(cache, 'package/emulator')

export interface DynamoDBLocal extends AsyncDisposable {
  readonly endpoint: string
}

export function hasJava(): boolean {
  return spawnSync('java', ['-version']).status === 0
}

/** Starts Amazon's DynamoDB Local in memory on a free port of 127.0.0.1. */
export async function startDynamoDBLocal(): Promise<DynamoDBLocal> {
  fetchEmulator()
  const port = await freePort()
  const jar = resolve(emulator, 'DynamoDBLocal.jar')
  const options = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)]
  const java = spawn(
    'java',
    [`-Djava.library.path=${resolve(emulator, 'DynamoDBLocal_lib')}`, '-jar', jar, ...options],
    // It leaves a file where it runs.
    { stdio: 'ignore', cwd: cache },
  )
  const endpoint = `http://127.0.0.1:${port}`
  await answering(endpoint, () => java.exitCode)
  return {
    endpoint,
    async [Symbol.asyncDispose]() {
      if (java.exitCode !== null) return
      const exited = once(java, 'exit')
      java.kill()
      await exited
    },
  }
}

function fetchEmulator(): void {
  if (existsSync(resolve(emulator, 'DynamoDBLocal.jar'))) return
  mkdirSync(cache, { recursive: true })
  const packed = execFileSync('npm', ['pack', carrier, '--silent', '--pack-destination', cache], {
    encoding: 'utf8',
  })
  execFileSync('tar', ['-xzf', resolve(cache, packed.trim()), '-C', cache, 'package/emulator'])
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (typeof address !== 'object' || !address) throw new Error('no free port')
  return address.port
}

async function answering(endpoint: string, exitCode: () => number | null): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (exitCode() !== null) throw new Error(`DynamoDB Local exited with ${exitCode()}`)
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    )
    if (answered) return
    await sleep(100)
  }
  throw new Error('DynamoDB Local did not answer within 30 s')
}
