import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface ServerProcess {
  readonly endpoint: string
  stop(): void
}

/** Starts a server in a process of its own, so that client and server do not share a thread. */
export async function startServer(kind: 'dynalite' | 'fake'): Promise<ServerProcess> {
  const child: ChildProcess = fork(fileURLToPath(new URL('./serve.ts', import.meta.url)), [kind])
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${kind} ended with ${code} before it listened`)))
  })
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => child.kill() }
}
