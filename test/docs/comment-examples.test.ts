import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { execPath } from 'node:process'
import { describe, test } from 'node:test'
import { entryPoints, root } from '../../scripts/entry-points.ts'
import { type Exported, exportsOf } from '../../scripts/exported.ts'

// Inside the project, so that the examples import the package by its own name, as a user does.
const folder = resolve(root, '.cache/comment-examples')
const sceneFile = resolve(import.meta.dirname, 'comment-scene.ts')

const codeBlock = /^```ts\n((?:(?!```).)*)```$/s

interface Module {
  readonly specifier: string
  readonly exported: readonly Exported[]
}

function modulesOfPackage(): { readonly points: readonly Module[]; readonly scene: Module } {
  const points = entryPoints()
  const exported = exportsOf([...points.map(({ declarations }) => declarations), sceneFile])
  return {
    points: points.map(({ specifier }, i) => ({ specifier, exported: exported[i] ?? [] })),
    scene: { specifier: sceneFile, exported: exported.at(-1) ?? [] },
  }
}

/** The example as a module of its own: it imports the names that it uses and does not declare. */
function moduleOf(code: string, sources: readonly Module[]): string {
  const words = new Set(code.match(/\b[A-Za-z]\w*/g))
  const declarations = code.matchAll(/\b(?:const|class|function)\s+(?:\{([^}]*)\}|(\w+))/g)
  const declared = new Set(
    [...declarations].flatMap(([, pattern, name = '']) => pattern?.match(/\w+/g) ?? [name]),
  )
  const imports = [...words].flatMap((name) => {
    const source = declared.has(name)
      ? undefined
      : sources.find(({ exported }) => exported.some((one) => one.name === name))
    return source ? [`import { ${name} } from '${source.specifier}'`] : []
  })
  return [...imports, code, 'export {}\n'].join('\n')
}

describe('Examples in comments of the API', () => {
  const { points, scene } = modulesOfPackage()
  const all = points.flatMap((own) =>
    own.exported.flatMap(({ name, examples }) => examples.map((text) => ({ name, text, own }))),
  )
  // The root exports again what other entry points export.
  const examples = [...new Map(all.map((example) => [example.text, example])).values()]

  test('there are some', () => assert.ok(examples.length > 0))

  // What follows the code is part of the example in a reference: it belongs before the tag.
  test('hold nothing but code', () => {
    const others = examples.filter(({ text }) => !codeBlock.test(text))
    assert.deepEqual(others, [])
  })

  test('compile', () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const [i, { name, text, own }] of examples.entries()) {
      const [, code = ''] = codeBlock.exec(text) ?? []
      writeFileSync(resolve(folder, `${name}-${i + 1}.ts`), moduleOf(code, [own, ...points, scene]))
    }
    const compilerOptions = {
      noUnusedLocals: false,
      noUnusedParameters: false,
      isolatedDeclarations: false,
      verbatimModuleSyntax: false,
    }
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'], exclude: [] }
    writeFileSync(resolve(folder, 'tsconfig.json'), JSON.stringify(config))
    const compiler = resolve(root, 'node_modules/typescript/bin/tsc')
    const { status, stdout, stderr } = spawnSync(execPath, [compiler, '-p', folder], { encoding: 'utf8' })
    assert.equal(status, 0, `${stdout}\n${stderr}`)
  })
})
