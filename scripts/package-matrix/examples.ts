import { cpSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { execPath, stdout } from 'node:process'
import { build, type Format } from 'esbuild'
import { parse } from 'yaml'
import { root } from '../entry-points.ts'
import { run } from './run.ts'

interface BuildProperties {
  readonly EntryPoints: readonly string[]
  readonly Format: Format
  readonly MainFields: readonly string[]
  readonly OutExtension: readonly string[]
  readonly Banner?: readonly string[]
}

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Metadata?: { readonly BuildProperties: BuildProperties } }>
  >
}

// What !Ref and the like stand for does not matter here.
const customTags = ['!Ref', '!Sub', '!GetAtt'].map((tag) => ({ tag, resolve: (text: string) => text }))

/**
 * Bundles each function of `examples/` with the options of its own template, as SAM does, and loads the
 * bundle where nothing is installed.
 */
export async function bundleExamples(installed: string, elsewhere: string): Promise<void> {
  const examples = join(installed, 'examples')
  cpSync(resolve(root, 'examples'), examples, { recursive: true })
  for (const path of globSync('*/template.yaml', { cwd: examples })) {
    const { Resources }: Template = parse(readFileSync(join(examples, path), 'utf8'), { customTags })
    const functions = Object.values(Resources).flatMap(({ Metadata }) => Metadata?.BuildProperties ?? [])
    for (const properties of functions)
      await bundleExample(join(examples, dirname(path)), properties, elsewhere)
    stdout.write(`examples/${dirname(path)}: ${functions.length} functions, bundled and loaded\n`)
  }
}

async function bundleExample(folder: string, properties: BuildProperties, elsewhere: string): Promise<void> {
  const { EntryPoints, Format, MainFields, OutExtension, Banner = [] } = properties
  const [name = ''] = EntryPoints
  const outdir = join(elsewhere, folder.replaceAll('/', '-'), name)
  await build({
    entryPoints: EntryPoints.map((file) => join(folder, file)),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'es2022',
    format: Format,
    mainFields: [...MainFields],
    outExtension: Object.fromEntries(OutExtension.map(split)),
    banner: Object.fromEntries(Banner.map(split)),
    minify: true,
    // What an example uses beside this package and what the README installs.
    nodePaths: [resolve(root, 'node_modules')],
    logLevel: 'error',
  })
  const [bundle = ''] = globSync('*', { cwd: outdir })
  const program = `const { handler } = await import(process.argv[1]); console.log(typeof handler)`
  const environment = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
  const told = await run(elsewhere, [execPath, '-e', program, join(outdir, bundle)], environment)
  if (told.trim() !== 'function') throw new Error(`${name} of ${folder} exports no handler: ${told}`)
}

/** `js=import x` is `js` and `import x`. */
function split(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=')
  return [pair.slice(0, at), pair.slice(at + 1)]
}
