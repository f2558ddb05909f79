import { testAdapter } from '../fixture-runner/test-family.ts'
import { webSocketFamily } from '../fixture-runner/websocket/websocket-family.ts'

testAdapter(webSocketFamily, 'rules')
