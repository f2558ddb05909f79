import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readCapabilities } from './contract/capability.ts'
import { parityPage } from './contract/parity.ts'
import { root } from './entry-points.ts'

writeFileSync(resolve(root, 'docs/parity.md'), parityPage(readCapabilities()))
