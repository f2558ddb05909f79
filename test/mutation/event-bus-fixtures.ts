import { eventBusFamily } from '../fixture-runner/event-bus/event-bus-family.ts'
import { testAdapter } from '../fixture-runner/test-family.ts'

testAdapter(eventBusFamily, 'memory')
