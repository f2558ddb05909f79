import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execPath, exit, stdout } from 'node:process'
import { bundleSize } from './bundle-size.ts'
import { entryPoints, root } from './entry-points.ts'
import { node22 } from './node22-binary.ts'
import { runMatrix } from './package-matrix/matrix.ts'
import { checkRunning, OLDEST_SDK, sdkPackages } from './package-matrix/versions.ts'
import { sizeCeilings } from './size-ceilings.ts'

// Packs the package, installs it into empty folders as users would, with each major of Middy and TypeScript
// that it is made for; type-checks every entry point there, imports it on each line of Node, and weighs it.
const majors = [
  { middy: 7, typescript: 7 },
  { middy: 6, typescript: 6 },
] as const
/** On disk, of the package with what it depends on and Middy. */
const MAX_INSTALLED_MB = 10
const nodes = { 'Node 24': execPath, 'Node 22': node22() }
const workspace = mkdtempSync(join(tmpdir(), 'apptheory-middy-'))

try {
  const [{ filename }] = JSON.parse(
    run(root, 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', workspace]),
  )
  const tarball = join(workspace, filename)
  run(root, resolve(root, 'node_modules/.bin/publint'), ['--strict'])
  run(root, resolve(root, 'node_modules/.bin/attw'), [tarball, '--profile', 'esm-only'])
  const folders = majors.map((versions) => checkInstalled(tarball, versions))
  checkInstalledSize(install('bare', tarball, ['@middy/core@7']))
  const asInReadme = install('as-in-readme', tarball, ['@middy/core@7', '@aws-sdk/client-dynamodb@3'])
  checkTypes('Middy 7', asInReadme)
  for (const [i, { middy }] of majors.entries()) {
    const folder = folders[i] ?? workspace
    if (middy === 6) checkTypes('Middy 6', folder)
    await checkRunning(`Middy ${middy}, newest SDK`, folder, nodes)
    const oldest = [`@middy/core@${middy}`, ...sdkPackages(OLDEST_SDK)]
    const withOldest = install(`middy-${middy}-oldest-sdk`, tarball, oldest)
    await checkRunning(`Middy ${middy}, SDK ${OLDEST_SDK}`, withOldest, nodes)
  }
  const elsewhere = join(workspace, 'elsewhere')
  mkdirSync(elsewhere)
  await runMatrix(asInReadme, elsewhere)
  const tooLarge = await checkSizes(folders[0] ?? workspace)
  if (tooLarge > 0) exit(1)
  stdout.write('packed, installed, type-checked, imported and weighed\n')
} finally {
  rmSync(workspace, { recursive: true, force: true })
}

/** An empty folder in which the package was installed beside `peers`; fails where npm warns. */
function install(name: string, tarball: string, peers: readonly string[]): string {
  const folder = join(workspace, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=warn', tarball, ...peers]
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0 || /apptheory-middy/.test(stderr)) throw new Error(`npm install, ${name}:\n${stderr}`)
  return folder
}

function checkInstalledSize(folder: string): void {
  const kilobytes = Number.parseInt(run(folder, 'du', ['-sk', 'node_modules']), 10)
  if (kilobytes > MAX_INSTALLED_MB * 1024) throw new Error(`${kilobytes} KB installed are too much`)
  if (existsSync(join(folder, 'node_modules/@aws-sdk'))) throw new Error('an SDK module is installed unasked')
  stdout.write(`installed with Middy: ${(kilobytes / 1024).toFixed(1)} MB of ${MAX_INSTALLED_MB}\n`)
}

/** Compiles a user's program without the peers that it does not use, with each TypeScript and resolution. */
function checkTypes(name: string, folder: string): void {
  copyFileSync(resolve(root, 'test/package/consumer/types.ts'), join(folder, 'types.ts'))
  const types = resolve(root, 'node_modules/@types')
  for (const typescript of ['typescript5', 'typescript6', 'typescript']) {
    for (const [module, moduleResolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ]) {
      const compilerOptions = {
        strict: true,
        noEmit: true,
        target: 'es2024',
        module,
        moduleResolution,
        typeRoots: [types],
        types: ['node'],
        skipLibCheck: false,
      }
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts'] }))
      const tsc = resolve(root, `node_modules/${typescript}/bin/tsc`)
      const args = [tsc, '-p', '.', '--pretty', 'false']
      const { stdout: told } = spawnSync(execPath, args, { cwd: folder, encoding: 'utf8' })
      const wrong = told
        .split('\n')
        .filter((line) => /^(types\.ts|node_modules\/apptheory-middy\/)/.test(line))
      if (wrong.length > 0)
        throw new Error(`${name}, ${typescript}, ${moduleResolution}:\n${wrong.join('\n')}`)
      stdout.write(`${name}, ${typescript}, ${moduleResolution}, skipLibCheck false: types hold\n`)
    }
  }
}

function checkInstalled(tarball: string, { middy, typescript }: (typeof majors)[number]): string {
  const folder = join(workspace, `middy-${middy}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const peers = [
    `@middy/core@${middy}`,
    '@aws-sdk/client-dynamodb@3',
    '@aws-sdk/client-dynamodb-streams@3',
    '@aws-sdk/client-apigatewaymanagementapi@3',
    `typescript@${typescript}`,
    '@types/node@24',
  ]
  run(folder, 'npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', tarball, ...peers])
  writeEntryPoints(folder)
  const tsc = resolve(folder, 'node_modules/.bin/tsc')
  run(folder, tsc, ['-p', '.'])
  assertOwnDeclarations(folder, tsc)
  for (const [name, node] of Object.entries(nodes)) {
    const [imports, answer] = run(folder, node, ['every-entry-point.ts']).trim().split('\n').slice(-2)
    stdout.write(`Middy ${middy}, TypeScript ${typescript}, ${name}: ${imports}, ${answer}\n`)
  }
  return folder
}

/**
 * Without `skipLibCheck`, which a user need not have, our declarations are as right as with it. Those of
 * others may not be.
 */
function assertOwnDeclarations(folder: string, tsc: string): void {
  const { stdout: told, status } = spawnSync(
    tsc,
    ['-p', '.', '--skipLibCheck', 'false', '--pretty', 'false'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  if (status === null) throw new Error('tsc did not run')
  const ours = told.split('\n').filter((line) => line.startsWith('node_modules/apptheory-middy/'))
  if (ours.length > 0) throw new Error(`declarations are wrong:\n${ours.join('\n')}`)
}

/** A program that imports everything, and sends a request through a limit. */
function writeEntryPoints(folder: string): void {
  const names = entryPoints().map((_, i) => `entry${i}`)
  const program = [
    ...entryPoints().map(({ specifier }, i) => `import * as entry${i} from '${specifier}'`),
    `import middy from '@middy/core'`,
    `import { fixedWindow, rateLimit } from 'apptheory-middy'`,
    `import { MemoryRateLimiter } from 'apptheory-middy/services/rate-limiter'`,
    `import { buildHttpApiV2Event, createTestEnv } from 'apptheory-middy/testkit'`,
    `const limiter = new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 60_000, limit: 1 }) })`,
    `const ok = async (_event: unknown) => ({ statusCode: 200, body: 'ok' })`,
    `const handler = middy(ok).use(rateLimit({ limiter }))`,
    `const env = createTestEnv()`,
    `const answer = async () => (await env.invoke(handler, buildHttpApiV2Event())).statusCode`,
    `const answers = [await answer(), await answer()].join()`,
    `if (answers !== '200,429') throw new Error(answers)`,
    `console.log([${names.join(', ')}].length, 'entry points')`,
    `console.log('answers', answers)`,
  ]
  writeFileSync(join(folder, 'every-entry-point.ts'), program.join('\n'))
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'NodeNext',
    target: 'ES2024',
    types: ['node'],
    skipLibCheck: true,
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['every-entry-point.ts'] }),
  )
}

async function checkSizes(folder: string): Promise<number> {
  let tooLarge = 0
  for (const { specifier } of entryPoints()) {
    const ceiling = sizeCeilings[specifier]
    if (ceiling === undefined) throw new Error(`scripts/size-ceilings.ts has no ceiling for ${specifier}`)
    const { gzipBytes, minifiedBytes, parts } = await bundleSize(specifier, folder)
    const isTooLarge = gzipBytes > ceiling
    const verdict = isTooLarge ? `TOO LARGE, at most ${ceiling}` : `of ${ceiling}`
    stdout.write(`${specifier}: ${gzipBytes} bytes gzipped (${minifiedBytes} minified), ${verdict}\n`)
    if (isTooLarge) tooLarge += 1
    if (isTooLarge) for (const [name, bytes] of parts.slice(0, 12)) stdout.write(`  ${bytes} ${name}\n`)
  }
  return tooLarge
}

function run(cwd: string, command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}
