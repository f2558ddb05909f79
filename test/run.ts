import { spawnSync } from 'node:child_process'
import { argv, execPath, exit } from 'node:process'
import { nodeTestArguments, ordinaryTests } from './node-test.ts'

// Runs the tests that need nothing but Node, or those that the command line names.
const [pattern = ordinaryTests] = argv.slice(2)
const { status } = spawnSync(execPath, nodeTestArguments(pattern), { stdio: 'inherit' })
exit(status ?? 1)
