import { streamifyResponse } from 'apptheory-middy'
import { html } from 'apptheory-middy/streaming'
import { escapeHtml } from './escape-html.ts'
import { inOrderOfArrival } from './in-order-of-arrival.ts'

const GIVE_UP_AFTER_MS = 5000

// Such as "orders https://orders.example.com/health,stock https://stock.example.com/health".
const services = (process.env['STATUS_URLS'] ?? '')
  .split(',')
  .filter(Boolean)
  .map((service) => service.trim().split(' ') as [name: string, url: string])

async function check(name: string, url: string): Promise<string> {
  const state = await fetch(url, { signal: AbortSignal.timeout(GIVE_UP_AFTER_MS) }).then(
    ({ ok, status }) => (ok ? 'up' : `answers with ${status}`),
    () => 'does not answer',
  )
  return `<dd slot="${escapeHtml(name)}">${escapeHtml(state)}</dd>\n`
}

/**
 * The page is there at once, and each answer when it comes: in its slot, in whatever order, without a script.
 */
async function* page(): AsyncGenerator<string> {
  const rows = services.map(([name]) => {
    const text = escapeHtml(name)
    return `<div><dt>${text}</dt><slot name="${text}"><dd>asking …</dd></slot></div>`
  })
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Status</title></head>
<body><h1>Status</h1>
<main><template shadowrootmode="open"><dl>${rows.join('')}</dl></template>
`
  yield* inOrderOfArrival(services.map(([name, url]) => check(name, url)))
  yield '</main></body></html>\n'
}

export const handler = streamifyResponse(async () => html(page()))
