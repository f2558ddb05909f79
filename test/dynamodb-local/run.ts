import { spawnSync } from 'node:child_process'
import { argv, env, execPath, exit, stderr, stdout } from 'node:process'
import { localTests, nodeTestArguments } from '../node-test.ts'
import { hasJava, startDynamoDBLocal } from './server.ts'

// Runs what follows on the command line (by default the tests that need it) with DynamoDB Local beside it.
const optional = argv.includes('--where-java-is-present') && env['CI'] !== 'true'
const given = argv.slice(2).filter((argument) => argument !== '--where-java-is-present')
const script = given.length > 0 ? given : nodeTestArguments([localTests])

if (!hasJava()) {
  stderr.write('DynamoDB Local needs Java 17 or later, and there is no java on the PATH.\n')
  if (optional) stderr.write('LEFT OUT: the suites that run on DynamoDB Local.\n')
  exit(optional ? 0 : 1)
}

await using local = await startDynamoDBLocal()
stdout.write(`DynamoDB Local at ${local.endpoint}\n`)
const { status } = spawnSync(execPath, script, {
  stdio: 'inherit',
  env: { ...env, DYNAMODB_LOCAL_ENDPOINT: local.endpoint },
})
process.exitCode = status ?? 1
