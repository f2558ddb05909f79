import { after } from 'node:test'
import { localClient } from './local-client.ts'
import { dropTable, registerCases } from './run-cases.ts'
import { tables } from './tables.ts'

const client = localClient()

after(async () => {
  for (const name of Object.keys(tables)) await dropTable(client, name)
  client.destroy()
})

// On an account, without an endpoint of its own, the cases are those of the service.
const { AWS_TEST_PREFIX: prefix, AWS_TEST_ENDPOINT: endpoint } = process.env
registerCases(() => client, prefix && !endpoint ? 'service' : 'local')
