import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { root } from '../entry-points.ts'
import { writeExamplePages } from './example-pages.ts'
import { writeReference } from './reference.ts'

// Builds the site of the docs in .cache/docs/site: the Markdown of the repository, at the same relative
// paths, and a reference that is made from the declarations. VitePress fails on a dead link.
const work = resolve(root, '.cache/docs')
const pages = join(work, 'pages')

rmSync(work, { recursive: true, force: true })
mkdirSync(join(pages, '.vitepress'), { recursive: true })
for (const path of ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs'])
  cpSync(resolve(root, path), join(pages, path), { recursive: true })
for (const path of ['CODE_OF_CONDUCT.md', 'RELEASING.md', 'fixtures/README.md'])
  cpSync(resolve(root, path), join(pages, path))
writeExamplePages(resolve(root, 'examples'), join(pages, 'examples'))

// The site knows pages only: the license becomes one.
cpSync(resolve(root, 'LICENSE'), join(pages, 'LICENSE.md'))
const readme = readFileSync(resolve(root, 'README.md'), 'utf8')
writeFileSync(join(pages, 'README.md'), readme.replaceAll('](LICENSE)', '](LICENSE.md)'))

writeReference(join(pages, 'reference'), join(work, 'models'))
cpSync(resolve(import.meta.dirname, 'vitepress.config.ts'), join(pages, '.vitepress/config.ts'))

const vitepress = resolve(root, 'node_modules/vitepress/bin/vitepress.js')
execFileSync(execPath, [vitepress, 'build', pages, '--outDir', join(work, 'site')], { stdio: 'inherit' })
