import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { argv, execPath, stdout } from 'node:process'
import {
  concurrency,
  isolatedTests,
  nodeTestArguments,
  sameOnEachNode,
  sharedProcessArguments,
  sharedTests,
} from './node-test.ts'

// Runs the tests that need nothing but Node, or those that the command line names. Most files share a few
// processes: a process of its own spends most of its time on loading the SDK. `--depends-on-node` leaves out
// those that are the same on each version of Node.
const dependsOnNode = argv.includes('--depends-on-node')
const patterns = argv.slice(2).filter((argument) => argument !== '--depends-on-node')
const root = resolve(import.meta.dirname, '..')

if (patterns.length > 0) {
  const { status } = spawnSync(execPath, nodeTestArguments(patterns), { stdio: 'inherit' })
  process.exitCode = status ?? 1
} else {
  const jobs = [nodeTestArguments(isolatedTests, 1), ...sharedJobs()]
  const lanes = Array.from({ length: concurrency }, async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) if (!(await passes(job))) process.exitCode = 1
  })
  await Promise.all(lanes)
}

/** Twice as many as run at once, so that no processor waits long for the last. */
function sharedJobs(): string[][] {
  const exclude = dependsOnNode ? sameOnEachNode : []
  const files = globSync([...sharedTests], { cwd: root, exclude }).toSorted()
  const count = 2 * concurrency
  return Array.from({ length: count }, (_, job) =>
    sharedProcessArguments(files.filter((_, i) => i % count === job)),
  )
}

/** Runs tests, and prints what they print once they have ended, so that outputs do not mix. */
async function passes(args: readonly string[]): Promise<boolean> {
  const child = spawn(execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const [output, [status]] = await Promise.all([child.stdout.toArray(), once(child, 'exit')])
  stdout.write(Buffer.concat(output))
  return status === 0
}
