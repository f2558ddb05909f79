import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { type SignatureRules, type SignedRequest, signatureRefusal } from './signature-v4.ts'

/** What the signer of the SDK takes for a hash. */
class Sha256 {
  readonly #hash
  constructor(secret?: string | Uint8Array | ArrayBuffer) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array)
  }
  update(data: Uint8Array): void {
    this.#hash.update(data)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

const now = Date.UTC(2026, 2, 1, 10)
const identity = { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' }
const rules: SignatureRules = { credentials: [identity], region: 'us-east-1', service: 'execute-api', now }

interface Signing {
  readonly path?: string
  readonly query?: Record<string, string>
  readonly body?: string
  readonly region?: string
  readonly at?: number
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
}

/** A request as the signer of the SDK signs it. */
async function signed(signing: Signing = {}): Promise<SignedRequest> {
  const { path = '/prod/@connections/a%3D', query = {}, body = '', region = 'us-east-1', at = now } = signing
  const signer = new SignatureV4({
    credentials: signing.credentials ?? identity,
    region,
    service: 'execute-api',
    sha256: Sha256 as never,
  })
  const request = { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', path, query, body }
  const headers = { host: '127.0.0.1:3000', 'content-type': 'application/octet-stream' }
  const sent: { headers: Record<string, string> } = await signer.sign(
    { ...request, headers } as Parameters<SignatureV4['sign']>[0],
    {
      signingDate: new Date(at),
    },
  )
  const search = new URLSearchParams(query).toString()
  return { method: 'POST', path, query: search, headers: sent.headers, body: Buffer.from(body) }
}

test("law: what the SDK's signer has signed is accepted, and nothing else that looks like it", async () => {
  const segment = fc.stringMatching(/^[\w=.~@-]{1,12}$/).map(encodeURIComponent)
  const query = fc.dictionary(fc.stringMatching(/^[\w -]{1,6}$/), fc.string({ maxLength: 6 }), { maxKeys: 3 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(segment, { minLength: 1, maxLength: 4 }),
      query,
      fc.string(),
      async (path, q, body) => {
        fc.pre(!path.some((part) => part === '.' || part === '..'))
        const request = await signed({ path: `/${path.join('/')}`, query: q, body })
        assert.equal(signatureRefusal(request, rules), undefined)
        for (const changed of [
          { ...request, body: Buffer.from(`${body}x`) },
          { ...request, path: `${request.path}x` },
          { ...request, method: 'DELETE' },
          { ...request, headers: { ...request.headers, host: 'evil.example' } },
        ]) {
          assert.equal(signatureRefusal(changed, rules)?.name, 'InvalidSignatureException')
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('a request is refused for what is wrong with it', async () => {
  const other = { accessKeyId: 'OTHER', secretAccessKey: 'secret' }
  const stale = { ...identity, expiration: new Date(now) }
  const name = async (signing: Signing, change: Partial<SignatureRules> = {}) =>
    signatureRefusal(await signed(signing), { ...rules, ...change })?.name

  assert.equal(
    await name({ credentials: { ...identity, secretAccessKey: 'x' } }),
    'InvalidSignatureException',
  )
  assert.equal(await name({ credentials: other }), 'UnrecognizedClientException')
  assert.equal(await name({ credentials: { ...identity, sessionToken: 'x' } }), 'UnrecognizedClientException')
  assert.equal(await name({}, { credentials: [stale] }), 'ExpiredTokenException')
  assert.equal(await name({ region: 'eu-west-1' }), 'InvalidSignatureException')
  assert.equal(await name({ at: now - 301_000 }), 'InvalidSignatureException')
  assert.equal(await name({ at: now + 301_000 }), 'InvalidSignatureException')
  assert.equal(await name({ at: now - 299_000 }), undefined)
  assert.equal(await name({ credentials: other }, { credentials: undefined }), undefined)
  const unsigned = { method: 'POST', path: '/', query: '', headers: {}, body: Buffer.alloc(0) }
  assert.equal(signatureRefusal(unsigned, rules)?.name, 'MissingAuthenticationTokenException')
})
