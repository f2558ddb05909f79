import { argv, stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline'
import { isAppTheoryError } from '../../../errors.ts'
import { WebSocketManagementClient } from '../../../services/websocket/management-client.ts'

// Posts each line of its input to a connection, with the credentials of its environment, and prints the
// outcome: `sent`, or the code of the error.
const [endpoint = '', connectionId = ''] = argv.slice(2)
const connections = new WebSocketManagementClient({ endpoint })
for await (const line of createInterface({ input: stdin })) {
  const outcome = await connections.postToConnection(connectionId, line).then(
    () => 'sent',
    (error: unknown) => (isAppTheoryError(error) ? error.code : String(error)),
  )
  stdout.write(`${outcome}\n`)
}
