import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execPath, stdout } from 'node:process'
import { entryPoints, root } from './entry-points.ts'

// Packs the package, installs it into an empty folder as a user would, and imports and type-checks every entry point.
const folder = mkdtempSync(join(tmpdir(), 'apptheory-middy-'))
const run = (command: string, args: readonly string[], cwd = folder): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

try {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const peers = [
    '@middy/core@7',
    '@aws-sdk/client-dynamodb@3',
    '@aws-sdk/client-apigatewaymanagementapi@3',
    'typescript@7',
    '@types/node@24',
  ]
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', join(folder, filename), ...peers])

  const imports = entryPoints().map(({ specifier }, i) => `import * as entry${i} from '${specifier}'`)
  const uses = entryPoints().map(
    ({ specifier }, i) => `console.log('${specifier}', Object.keys(entry${i}).length, 'exports')`,
  )
  writeFileSync(join(folder, 'every-entry-point.ts'), [...imports, ...uses].join('\n'))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'NodeNext',
        target: 'ES2024',
        types: ['node'],
        skipLibCheck: true,
      },
      files: ['every-entry-point.ts'],
    }),
  )
  run(resolve(folder, 'node_modules/.bin/tsc'), ['-p', '.'])
  stdout.write(run(execPath, ['every-entry-point.ts']))
  run(resolve(root, 'node_modules/.bin/publint'), ['--strict'], root)
  run(resolve(root, 'node_modules/.bin/attw'), [join(folder, filename), '--profile', 'esm-only'], root)
  stdout.write('packed, installed, imported and type-checked\n')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
