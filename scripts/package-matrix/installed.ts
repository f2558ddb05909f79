import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { run, runToEnd } from './run.ts'

/** On disk, of the package with what it depends on and Middy. */
const MAX_INSTALLED_MB = 10

/** Makes `folder`, and installs the package in it beside `peers`; fails where npm warns of the package. */
export async function install(folder: string, tarball: string, peers: readonly string[]): Promise<string> {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=warn']
  const { status, stderr } = await runToEnd(folder, ['npm', 'install', ...flags, tarball, ...peers])
  if (status !== 0 || /apptheory-middy/.test(stderr)) throw new Error(`npm install, ${folder}:\n${stderr}`)
  return folder
}

export async function checkInstalledSize(folder: string): Promise<void> {
  const kilobytes = Number.parseInt(await run(folder, ['du', '-sk', 'node_modules']), 10)
  if (kilobytes > MAX_INSTALLED_MB * 1024) throw new Error(`${kilobytes} KB installed are too much`)
  if (existsSync(join(folder, 'node_modules/@aws-sdk'))) throw new Error('an SDK module is installed unasked')
  stdout.write(`installed with Middy: ${(kilobytes / 1024).toFixed(1)} MB of ${MAX_INSTALLED_MB}\n`)
}
