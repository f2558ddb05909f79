import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from './entry-points.ts'
import { strategyPictures } from './strategy-pictures.ts'

const folder = resolve(root, 'docs/images')
mkdirSync(folder, { recursive: true })
for (const [name, svg] of Object.entries(await strategyPictures())) writeFileSync(resolve(folder, name), svg)
