import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { stdout } from 'node:process'
import { bundleSize } from './bundle-size.ts'
import { entryPoints, root } from './entry-points.ts'
import { checkDeclarations } from './package-matrix/declarations.ts'
import { checkEntryPoints } from './package-matrix/entry-point-program.ts'
import { bundleExamples } from './package-matrix/examples.ts'
import { checkInstalledSize, install } from './package-matrix/installed.ts'
import { runMatrix } from './package-matrix/matrix.ts'
import { run } from './package-matrix/run.ts'
import { runTsxTests } from './package-matrix/tsx-tests.ts'
import { checkRunning, OLDEST_SDK, sdkPackages } from './package-matrix/versions.ts'
import { sizeCeilings } from './size-ceilings.ts'
import { twoAtATime } from './two-at-a-time.ts'

// Packs the package, installs it into empty folders as users do, and checks it there: its types, its entry
// points, its size, and what bundlers make of it. Most of it waits for npm and for processes, so that two
// parts run at a time.
type Install = (name: string, peers: readonly string[]) => Promise<string>

const started = performance.now()
const workspace = mkdtempSync(join(tmpdir(), 'apptheory-middy-'))

try {
  const packing = ['npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', workspace]
  const [{ filename }] = JSON.parse(await run(root, packing))
  const tarball = join(workspace, filename)
  const installed: Install = (name, peers) => install(join(workspace, name), tarball, peers)
  // The first fills npm's cache for the others.
  const asInReadme = await installed('as-in-readme', ['@middy/core@7', '@aws-sdk/client-dynamodb@3'])
  const elsewhere = join(workspace, 'elsewhere')
  mkdirSync(elsewhere)
  const parts: readonly (() => Promise<unknown>)[] = [
    () => runMatrix(asInReadme, elsewhere),
    () => checkAllPeers(installed, { middy: 7, typescript: 7 }),
    () => checkAllPeers(installed, { middy: 6, typescript: 6 }),
    () => installed('bare', ['@middy/core@7']).then(checkInstalledSize),
    () => checkDeclarations(7, asInReadme),
    () => checkOldestSdk(installed, 7),
    () => checkOldestSdk(installed, 6),
    () => runTsxTests(asInReadme),
    () => bundleExamples(asInReadme, elsewhere),
    () => run(root, [resolve(root, 'node_modules/.bin/publint'), '--strict']),
    () => run(root, [resolve(root, 'node_modules/.bin/attw'), tarball, '--profile', 'esm-only']),
  ]
  await twoAtATime(parts, async (part) => void (await part()))
  stdout.write(`packed, installed, type-checked, imported and weighed in ${seconds()} s\n`)
} finally {
  rmSync(workspace, { recursive: true, force: true })
}

async function checkAllPeers(
  installed: Install,
  { middy, typescript }: { readonly middy: number; readonly typescript: number },
): Promise<void> {
  const folder = await installed(`middy-${middy}`, [
    `@middy/core@${middy}`,
    '@aws-sdk/client-dynamodb@3',
    '@aws-sdk/client-dynamodb-streams@3',
    '@aws-sdk/client-apigatewaymanagementapi@3',
    `typescript@${typescript}`,
    '@types/node@24',
  ])
  await checkEntryPoints(folder, `Middy ${middy}, TypeScript ${typescript}`)
  await checkRunning(`Middy ${middy}, newest SDK`, folder)
  if (middy === 7) await checkSizes(folder)
  else await checkDeclarations(6, folder)
}

async function checkOldestSdk(installed: Install, middy: number): Promise<void> {
  const peers = [`@middy/core@${middy}`, ...sdkPackages(OLDEST_SDK)]
  const folder = await installed(`middy-${middy}-oldest-sdk`, peers)
  await checkRunning(`Middy ${middy}, SDK ${OLDEST_SDK}`, folder)
}

async function checkSizes(folder: string): Promise<void> {
  const tooLarge: string[] = []
  for (const { specifier } of entryPoints()) {
    const ceiling = sizeCeilings[specifier]
    if (ceiling === undefined) throw new Error(`scripts/size-ceilings.ts has no ceiling for ${specifier}`)
    const { gzipBytes, minifiedBytes, parts } = await bundleSize(specifier, folder)
    const isTooLarge = gzipBytes > ceiling
    const verdict = isTooLarge ? `TOO LARGE, at most ${ceiling}` : `of ${ceiling}`
    stdout.write(`${specifier}: ${gzipBytes} bytes gzipped (${minifiedBytes} minified), ${verdict}\n`)
    if (isTooLarge) tooLarge.push(specifier)
    if (isTooLarge) for (const [name, bytes] of parts.slice(0, 12)) stdout.write(`  ${bytes} ${name}\n`)
  }
  if (tooLarge.length > 0) throw new Error(`too large: ${tooLarge.join(', ')}`)
}

function seconds(): number {
  return Math.round((performance.now() - started) / 1000)
}
