import { streamingFamily } from '../fixture-runner/streaming/streaming-family.ts'
import { testAdapter } from '../fixture-runner/test-family.ts'

testAdapter(streamingFamily, 'captured stream, wrapper')
