import { after } from 'node:test'
import { localClient } from './local-client.ts'
import { dropTable, registerCases } from './run-cases.ts'
import { tables } from './tables.ts'

const client = localClient()

after(async () => {
  for (const name of Object.keys(tables)) await dropTable(client, name)
  client.destroy()
})

registerCases(() => client, 'local')
