/** Where AppTheory's services look for the name of the table, in order. */
const tableNameVariables = [
  'APPTHEORY_EVENTBUS_TABLE_NAME',
  'EVENTBUS_TABLE_NAME',
  'AUTHEORY_EVENTBUS_TABLE_NAME',
] as const

/** What the table is called where no variable says otherwise. */
export const DEFAULT_TABLE_NAME = 'apptheory-events'

export function tableNameFrom(env: NodeJS.ProcessEnv): string {
  const name = tableNameVariables.map((variable) => env[variable]).find(Boolean)
  if (name) return name
  const base = env['AUTHEORY_TABLE_NAME']
  return base ? `${base}-events` : DEFAULT_TABLE_NAME
}
