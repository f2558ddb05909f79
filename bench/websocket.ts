import { stdout } from 'node:process'
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { WebSocketManagementClient } from '../services/websocket/management-client.ts'
import { heapAfterCollection } from '../test/integration/heap.ts'
import { compare } from './compare.ts'

const CONNECTIONS = 1000
const connectionIds = Array.from({ length: CONNECTIONS }, (_, i) => `connection-${i}=`)
const endpoint = 'https://abc123.execute-api.us-east-1.amazonaws.com/prod'
const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' }
const data = 'x'.repeat(500)

// Answers in this process: every tenth connection is gone. The bench measures the client, not the network.
const requestHandler = {
  metadata: { handlerProtocol: 'http/1.1' },
  async handle({ path }: { readonly path: string }) {
    const statusCode = /0%3D$/.test(path) ? 410 : 200
    const headers: Record<string, string> = statusCode === 410 ? { 'x-amzn-errortype': 'GoneException' } : {}
    return { response: { statusCode, headers, body: new Uint8Array() } }
  },
  destroy() {},
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
}

const sdk = new ApiGatewayManagementApiClient({ endpoint, credentials, region: 'us-east-1', requestHandler })
const ours = new WebSocketManagementClient({ endpoint, credentials, clientOptions: { requestHandler } })

/** The handwritten alternative: 32 loops over one list. */
async function broadcastByHand(): Promise<void> {
  const queue = connectionIds.values()
  const gone: string[] = []
  const worker = async (): Promise<void> => {
    for (const ConnectionId of queue) {
      await sdk.send(new PostToConnectionCommand({ ConnectionId, Data: data })).catch((error: Error) => {
        if (error.name === 'GoneException') gone.push(ConnectionId)
      })
    }
  }
  await Promise.all(Array.from({ length: 32 }, worker))
}

export async function bench(): Promise<void> {
  const rounds = async (count: number, round: () => Promise<unknown>): Promise<void> => {
    for (let sent = 0; sent < count; sent += CONNECTIONS) await round()
  }
  await compare(
    'Broadcast to 1,000 connections of which 100 are gone, per connection',
    [
      { name: "the SDK's client, by hand", run: (count) => rounds(count, broadcastByHand) },
      {
        name: 'apptheory-middy broadcast',
        run: (count) => rounds(count, () => ours.broadcast(connectionIds, data)),
      },
    ],
    { operations: 2000 },
  )
  await memory()
}

async function memory(): Promise<void> {
  stdout.write('\nHeap after garbage collection, while one client broadcasts to 1,000 connections\n')
  for (let broadcasts = 0; broadcasts <= 40; broadcasts += 10) {
    const megabytes = heapAfterCollection() / 1024 / 1024
    stdout.write(`  ${String(broadcasts * CONNECTIONS).padStart(6)} posts  ${megabytes.toFixed(2)} MB\n`)
    for (let i = 0; i < 10; i++) await ours.broadcast(connectionIds, data)
  }
}
