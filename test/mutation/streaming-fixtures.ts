import { streamingFamily } from '../fixtures/streaming/streaming-family.ts'
import { testAdapter } from '../fixtures/test-family.ts'

testAdapter(streamingFamily, 'captured stream, wrapper')
