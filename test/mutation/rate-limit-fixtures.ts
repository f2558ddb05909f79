import { rateLimitFamily } from '../fixture-runner/rate-limit/rate-limit-family.ts'
import { testAdapter } from '../fixture-runner/test-family.ts'

testAdapter(rateLimitFamily, 'memory')
