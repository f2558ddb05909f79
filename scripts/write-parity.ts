import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parityPage } from './contract/parity.ts'
import { paritySources } from './contract/recorded.ts'
import { root } from './entry-points.ts'

writeFileSync(resolve(root, 'docs/parity.md'), parityPage(paritySources()))
