import { testAdapter } from '../fixtures/test-family.ts'
import { webSocketFamily } from '../fixtures/websocket/websocket-family.ts'

testAdapter(webSocketFamily, 'rules')
