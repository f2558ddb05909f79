import type { IncomingMessage } from 'node:http'

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/**
 * Whether a request can open a WebSocket connection.
 * @see RFC 6455, section 4.2.1
 */
export function isHandshake({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  const { upgrade = '', 'sec-websocket-key': key = '', 'sec-websocket-version': version } = headers
  const isUpgrade = method === 'GET' && upgrade.toLowerCase() === 'websocket'
  // The key is 16 bytes in base64.
  return isUpgrade && version === '13' && /^[+/0-9A-Za-z]{22}==$/.test(key) && hasValidSubprotocols(headers)
}

function hasValidSubprotocols({ 'sec-websocket-protocol': header }: IncomingMessage['headers']): boolean {
  if (header === undefined) return true
  const subprotocols = header.split(',').map((name) => name.trim())
  return subprotocols.every((name) => token.test(name)) && new Set(subprotocols).size === subprotocols.length
}
