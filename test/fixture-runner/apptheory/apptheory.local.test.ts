import { testFamily } from '../test-family.ts'
import { appTheoryFamilies } from './apptheory-families.ts'

for (const family of appTheoryFamilies) testFamily(family, 'dynamodb-local')
