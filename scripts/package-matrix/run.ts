import { execFile } from 'node:child_process'
import { env } from 'node:process'

export interface Ended {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program, and resolves when it has ended, however it did. */
export function runToEnd(
  cwd: string,
  [program = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, encoding: 'utf8', maxBuffer: 2 ** 26, env: { ...env, ...environment } } as const
    const child = execFile(program, args, options, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? 1, stdout, stderr }),
    )
  })
}

/** What a program prints; rejects with all of it where the program fails. */
export async function run(
  cwd: string,
  command: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<string> {
  const { status, stdout, stderr } = await runToEnd(cwd, command, environment)
  if (status !== 0) throw new Error(`${command.join(' ')}, in ${cwd}:\n${stdout}${stderr}`)
  return stdout
}
