import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { env, execPath } from 'node:process'

const root = resolve(import.meta.dirname, '../..')

export interface RunningDemo {
  readonly url: string
  /** All that it has printed so far. */
  printed(): string
  /** Presses Ctrl-C. @returns the exit code */
  stop(): Promise<number | null>
}

/** Starts what `npm run demo` starts, on a free port, with the flags of `DEMO_FLAGS`. */
export async function startDemo(): Promise<RunningDemo> {
  const flags = env['DEMO_FLAGS']?.split(' ').filter(Boolean) ?? []
  const child = spawn(execPath, ['--import', 'tsx', 'examples/demo/main.ts', '--port', '0', ...flags], {
    cwd: root,
    env: { PATH: env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text) => {
      printed += text
    })
  }
  while (!printed.includes('Ctrl-C stops it.')) {
    await Promise.race([once(child.stdout, 'data'), exited(child).then((code) => fail(code, printed))])
  }
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? []
  return {
    url,
    printed: () => printed,
    stop() {
      child.kill('SIGINT')
      return exited(child)
    },
  }
}

async function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

function fail(code: number | null, printed: string): never {
  throw new Error(`the demo ended with ${code}:\n${printed}`)
}
