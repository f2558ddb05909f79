import { eventBusFamily } from '../fixtures/event-bus/event-bus-family.ts'
import { testAdapter } from '../fixtures/test-family.ts'

testAdapter(eventBusFamily, 'memory')
