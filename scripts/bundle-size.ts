import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'

export interface BundleSize {
  /** Of everything that has to be there before the entry point can be used. */
  readonly gzipBytes: number
  readonly minifiedBytes: number
  /** Minified bytes by package, or by file where it is ours; the heaviest first. */
  readonly parts: readonly (readonly [string, number])[]
}

/**
 * How much a bundle of everything that `specifier` exports weighs: minified by esbuild, gzipped as a whole,
 * with what it depends on, without the AWS SDK and without chunks that are imported when they are needed.
 */
export async function bundleSize(specifier: string, folder: string): Promise<BundleSize> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from '${specifier}'`, resolveDir: folder },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    outdir: '/bundle',
    absWorkingDir: folder,
    external: ['@aws-sdk/*', '@smithy/*'],
    write: false,
    metafile: true,
  })
  const needed = neededChunks(metafile)
  const contents = needed.map(([path]) => {
    const name = path.split('/').at(-1) ?? path
    return outputFiles.find((file) => file.path.endsWith(`/${name}`))?.contents ?? new Uint8Array()
  })
  const bytes = Buffer.concat(contents)
  return {
    gzipBytes: gzipSync(bytes, { level: 9 }).length,
    minifiedBytes: bytes.length,
    parts: parts(needed),
  }
}

type Chunk = readonly [path: string, chunk: Metafile['outputs'][string]]

function neededChunks({ outputs }: Metafile): readonly Chunk[] {
  const found = new Map(Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint === '<stdin>'))
  // A map visits what is added while it is walked.
  for (const [, { imports }] of found) {
    for (const { path, kind } of imports) {
      const chunk = outputs[path]
      if (kind === 'import-statement' && chunk) found.set(path, chunk)
    }
  }
  return [...found]
}

function parts(chunks: readonly Chunk[]): readonly (readonly [string, number])[] {
  const bytes = new Map<string, number>()
  for (const [, { inputs }] of chunks) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = partName(path)
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput)
    }
  }
  return [...bytes].sort(([, a], [, b]) => b - a)
}

function partName(path: string): string {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(path)
  if (!inPackage) return path
  return inPackage[1] === 'apptheory-middy' ? (inPackage[2] ?? path) : (inPackage[1] ?? path)
}
