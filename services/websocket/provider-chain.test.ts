import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { openClient } from '../../test/integration/websocket/client.ts'
import { startWebSocketGateway } from '../../testkit/gateway/index.ts'
import { systemClock } from '../clock/clock.ts'
import type { AwsCredentials } from './credentials.ts'

// The chain reads the environment and the shared config of its process: each of these has a process of its
// own, with an empty home, no environment but what is given, and no network but 127.0.0.1.

const script = resolve(import.meta.dirname, '../../test/integration/websocket/post-on-demand.ts')
const identity = { accessKeyId: 'AKIACHAIN', secretAccessKey: 'chain/secret', sessionToken: 'chain-token' }
const inAnHour = (): Date => new Date(Math.ceil(systemClock.now() / 1000) * 1000 + 3_600_000)

/** A home with these files. */
function home(t: TestContext, files: Record<string, string> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'chain-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content)
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function serve(t: TestContext, answer: (url: string) => readonly [contentType: string, body: string]) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const [contentType, body] = answer(request.url ?? '')
      response.setHeader('content-type', contentType).end(body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${port}`
}

/** A process that posts what it is told to, and a client that receives it through a gateway that verifies. */
async function poster(
  t: TestContext,
  env: Record<string, string>,
  credentials: readonly AwsCredentials[] = [identity],
) {
  const gateway = await startWebSocketGateway({ handler: {}, credentials })
  const client = await openClient(gateway.url)
  const child = spawn(
    execPath,
    ['--import', 'tsx', script, gateway.endpoint, gateway.connectionIds[0] ?? ''],
    {
      env: { AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1', HOME: '/nonexistent', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  t.after(async () => {
    child.stdin.end()
    if (child.exitCode === null) await once(child, 'exit')
    await gateway.close()
  })
  const outcomes = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    client,
    async post(text: string): Promise<string> {
      child.stdin.write(`${text}\n`)
      const { value = 'nothing' } = await outcomes.next()
      return value
    },
  }
}

async function assertSigns(
  t: TestContext,
  env: Record<string, string>,
  credentials?: readonly AwsCredentials[],
): Promise<void> {
  const process = await poster(t, env, credentials)
  assert.equal(await process.post('hello'), 'sent')
  assert.deepEqual(await process.client.received(1), ['hello'])
}

test('environment variables sign', async (t) => {
  await assertSigns(t, {
    AWS_ACCESS_KEY_ID: identity.accessKeyId,
    AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
    AWS_SESSION_TOKEN: identity.sessionToken,
  })
})

test('a profile of the shared config signs', async (t) => {
  const profile = [
    '[profile chat]',
    `aws_access_key_id = ${identity.accessKeyId}`,
    `aws_secret_access_key = ${identity.secretAccessKey}`,
    `aws_session_token = ${identity.sessionToken}`,
  ]
  const files = home(t, { config: profile.join('\n') })
  await assertSigns(t, { AWS_PROFILE: 'chat', AWS_CONFIG_FILE: join(files, 'config'), HOME: files })
})

test('a credential_process signs', async (t) => {
  const output = {
    Version: 1,
    AccessKeyId: identity.accessKeyId,
    SecretAccessKey: identity.secretAccessKey,
    SessionToken: identity.sessionToken,
    Expiration: inAnHour().toISOString(),
  }
  const files = home(t, { 'print.mjs': `console.log(${JSON.stringify(JSON.stringify(output))})` })
  const config = join(files, 'config')
  writeFileSync(config, `[default]\ncredential_process = ${execPath} ${join(files, 'print.mjs')}\n`)
  await assertSigns(t, { AWS_CONFIG_FILE: config, HOME: files })
})

test('a web identity token file signs, with what STS gives for it', async (t) => {
  const asked: string[] = []
  const sts = await serve(t, (url) => {
    asked.push(url)
    const { accessKeyId, secretAccessKey, sessionToken } = identity
    return [
      'text/xml',
      `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleWithWebIdentityResult><Credentials>
          <AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>
          <SessionToken>${sessionToken}</SessionToken><Expiration>${inAnHour().toISOString()}</Expiration>
        </Credentials></AssumeRoleWithWebIdentityResult>
      </AssumeRoleWithWebIdentityResponse>`,
    ]
  })
  const files = home(t, { token: 'a.web.token' })
  await assertSigns(t, {
    AWS_WEB_IDENTITY_TOKEN_FILE: join(files, 'token'),
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/chat',
    AWS_ENDPOINT_URL_STS: sts,
    HOME: files,
  })
  assert.equal(asked.length, 1)
})

/** A container endpoint that hands out `identities` in turn, the last one from then on. */
async function containerEndpoint(
  t: TestContext,
  identities: readonly (AwsCredentials & { expiration: Date })[],
) {
  let turn = 0
  return serve(t, () => {
    const current = identities[Math.min(turn++, identities.length - 1)]
    return [
      'application/json',
      JSON.stringify({
        AccessKeyId: current?.accessKeyId,
        SecretAccessKey: current?.secretAccessKey,
        Token: current?.sessionToken,
        Expiration: current?.expiration.toISOString(),
      }),
    ]
  })
}

test('a container endpoint signs', async (t) => {
  const container = await containerEndpoint(t, [{ ...identity, expiration: inAnHour() }])
  await assertSigns(t, { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container}/credentials` })
})

test('credentials that are about to expire are refreshed before the next request', async (t) => {
  const soon = { ...identity, accessKeyId: 'AKIASOON', expiration: new Date(systemClock.now() + 30_000) }
  const fresh = { ...identity, accessKeyId: 'AKIAFRESH', expiration: inAnHour() }
  const container = await containerEndpoint(t, [soon, fresh])
  const accepted: AwsCredentials[] = [soon]
  const process = await poster(t, { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container}/x` }, accepted)

  assert.equal(await process.post('first'), 'sent')
  accepted.splice(0, 1, fresh)
  assert.equal(await process.post('second'), 'sent')
  assert.equal(await process.post('third'), 'sent')

  assert.deepEqual(await process.client.received(3), ['first', 'second', 'third'])
})

test('a gateway that verifies rejects a wrong secret; an empty chain is an error', async (t) => {
  const wrong = { AWS_ACCESS_KEY_ID: identity.accessKeyId, AWS_SECRET_ACCESS_KEY: 'wrong' }
  const signing = await poster(t, { ...wrong, AWS_SESSION_TOKEN: identity.sessionToken })
  assert.equal(await signing.post('hello'), 'websocket.invalid_credentials')
  const bare = await poster(t, {})
  assert.equal(await bare.post('hello'), 'websocket.missing_credentials')
})
