import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { differencesPage } from '../test/conformance/differential/differences-page.ts'
import { root } from './entry-points.ts'

writeFileSync(resolve(root, 'docs/fake-dynamodb-differences.md'), differencesPage())
