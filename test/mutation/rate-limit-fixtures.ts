import { rateLimitFamily } from '../fixtures/rate-limit/rate-limit-family.ts'
import { testAdapter } from '../fixtures/test-family.ts'

testAdapter(rateLimitFamily, 'memory')
