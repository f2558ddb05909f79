import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from './entry-points.ts'
import { leasePicture } from './lease-picture.ts'
import { strategyPictures } from './strategy-pictures.ts'

const folder = resolve(root, 'docs/images')
mkdirSync(folder, { recursive: true })
const leases = leasePicture(readFileSync(resolve(root, 'docs/cost-and-scale.md'), 'utf8'))
writeFileSync(resolve(folder, 'leases.svg'), leases)
for (const [name, svg] of Object.entries(await strategyPictures())) writeFileSync(resolve(folder, name), svg)
