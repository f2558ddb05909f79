import { builtinModules } from 'node:module'
import { dirname } from 'node:path'
import commonjsModule from '@rollup/plugin-commonjs'
import jsonModule from '@rollup/plugin-json'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build } from 'esbuild'
import { type Plugin, rollup } from 'rollup'
import webpack from 'webpack'

export interface BundleOptions {
  /** In a folder with `node_modules` as a user has it. */
  readonly entry: string
  readonly outfile: string
  readonly format: 'esm' | 'cjs'
  readonly minify: boolean
  /** Whether the SDK is in the bundle, or left to Lambda's runtime. */
  readonly sdk: 'inside' | 'external'
}

/** Bundles a program; rejects where the bundler reports an error. */
export type Bundler = (options: BundleOptions) => Promise<void>

// Their types are those of CommonJS, and what is imported is the function itself.
const commonjs = commonjsModule as unknown as () => Plugin
const json = jsonModule as unknown as () => Plugin

const sdkModules = /^@(aws-sdk|smithy)\//
// What an ESM bundle needs for the parts of the SDK that are CommonJS: see docs/bundling.md.
const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`

const withEsbuild: Bundler = async ({ entry, outfile, format, minify, sdk }) => {
  await build({
    entryPoints: [entry],
    outfile,
    format,
    minify,
    bundle: true,
    platform: 'node',
    target: 'node22',
    logLevel: 'error',
    external: sdk === 'external' ? ['@aws-sdk/*', '@smithy/*'] : [],
    ...(format === 'esm' && sdk === 'inside' && { banner: { js: banner } }),
  })
}

const withRollup: Bundler = async ({ entry, outfile, format, sdk }) => {
  const bundle = await rollup({
    input: entry,
    plugins: [nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()],
    external: (id) => builtinModules.includes(id) || (sdk === 'external' && sdkModules.test(id)),
    // A peer that is not installed is reported, and left to the moment at which it is used.
    onwarn: ({ code, message }) => {
      if (code === 'MISSING_EXPORT') throw new Error(message)
    },
  })
  await bundle.write({ file: outfile, format, inlineDynamicImports: true })
  await bundle.close()
}

const withWebpack: Bundler = ({ entry, outfile, format, minify, sdk }) =>
  new Promise((resolve, reject) => {
    const isEsm = format === 'esm'
    webpack(
      {
        mode: minify ? 'production' : 'none',
        target: 'node22',
        context: dirname(entry),
        entry,
        output: {
          path: dirname(outfile),
          filename: outfile.split('/').at(-1) ?? 'index.js',
          library: { type: isEsm ? 'module' : 'commonjs2' },
          module: isEsm,
          chunkFormat: isEsm ? 'module' : 'commonjs',
          chunkFilename: `[id].[name].chunk.${isEsm ? 'mjs' : 'cjs'}`,
        },
        experiments: { outputModule: isEsm },
        externals: ({ request = '' }, callback) =>
          sdk === 'external' && sdkModules.test(request)
            ? callback(undefined, `${isEsm ? 'module' : 'commonjs'} ${request}`)
            : callback(),
      },
      (error, stats) => {
        if (error) reject(error)
        else if (stats?.hasErrors()) reject(new Error(stats.toString({ all: false, errors: true })))
        else resolve()
      },
    )
  })

export const bundlers: Readonly<Record<'esbuild' | 'rollup' | 'webpack', Bundler>> = {
  esbuild: withEsbuild,
  rollup: withRollup,
  webpack: withWebpack,
}
