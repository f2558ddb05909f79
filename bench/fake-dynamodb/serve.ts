import { createRequire } from 'node:module'
import type { AddressInfo, Server } from 'node:net'
import { FakeDynamoDB } from '../../testkit/fake-dynamodb/index.ts'

type Dynalite = (options: { createTableMs: number; deleteTableMs: number }) => Server

/** dynalite without a path keeps everything in memory, and needs no native addon. */
async function dynalitePort(): Promise<number> {
  const dynalite = createRequire(import.meta.url)('dynalite') as Dynalite
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

async function fakePort(): Promise<number> {
  const { port } = await new FakeDynamoDB().listen()
  return port
}

// Nobody is left to ask when the bench is gone.
process.once('disconnect', () => process.exit())
process.send?.(process.argv[2] === 'dynalite' ? await dynalitePort() : await fakePort())
