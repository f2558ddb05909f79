import { createReadStream, readdirSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { extname } from 'node:path'

const folder = new URL('assets/', import.meta.url)
const names = new Set(readdirSync(folder))
const types: Readonly<Record<string, string>> = { '.css': 'text/css', '.js': 'text/javascript' }

/** Answers with a file that a page needs, or with 404. */
export function sendAsset(path: string, response: ServerResponse): void {
  const name = path.replace('/assets/', '')
  if (!names.has(name)) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n')
    return
  }
  const type = types[extname(name)] ?? 'application/octet-stream'
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' })
  createReadStream(new URL(name, folder)).pipe(response)
}
