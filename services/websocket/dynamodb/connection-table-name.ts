/** The table that the options name, else the environment, else `websocket-connections`. */
export function connectionTableName(tableName?: string): string {
  return tableName ?? (process.env['WEBSOCKET_CONNECTIONS_TABLE_NAME'] || 'websocket-connections')
}
