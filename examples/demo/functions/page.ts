import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import middy from '@middy/core'
import { type EventBus, type EventBusContext, eventBus, streamifyResponse } from 'apptheory-middy'
import { html } from 'apptheory-middy/streaming'
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda'
import { escapeHtml } from '../../html-streaming/escape-html.ts'
import { inOrderOfArrival } from '../../html-streaming/in-order-of-arrival.ts'
import { tenantId } from './tenant.ts'

const [shell = '', end = ''] = readFileSync(new URL('page.html', import.meta.url), 'utf8').split(
  '<!-- parts -->',
)

/** Waits as a slow upstream would. The part goes where its slot is, whenever it comes. */
async function part(slot: string, afterMs: number, content: () => Promise<string> | string): Promise<string> {
  await sleep(afterMs)
  return `<div slot="${slot}">${await content()}<p class="fine">came after ${afterMs / 1000} s</p></div>\n`
}

const caller = ({ requestContext }: LambdaFunctionURLEvent, { awsRequestId }: Context): string =>
  `<h3>Your request</h3><p>from <code>${escapeHtml(requestContext.http.sourceIp)}</code>,
  ID <code>${escapeHtml(awsRequestId)}</code></p>`

async function log(bus: EventBus, now: number): Promise<string> {
  const counts = new Map<string, number>()
  for await (const { eventType } of bus.queryAll({ tenantId, startTime: new Date(now - 3_600_000) })) {
    counts.set(eventType, (counts.get(eventType) ?? 0) + 1)
  }
  const items = [...counts].map(([type, count]) => `<li>${count} × <code>${escapeHtml(type)}</code></li>`)
  return `<h3>Events of the last hour</h3><ul>${items.join('')}</ul>`
}

async function* page(event: LambdaFunctionURLEvent, context: Context & EventBusContext) {
  yield shell
  yield* inOrderOfArrival([
    part(
      'function',
      1200,
      () => `<h3>The function</h3><p><code>${context.functionName}</code>, which ends now</p>`,
    ),
    part('caller', 300, () => caller(event, context)),
    part('log', 700, () => log(context.eventBus, event.requestContext.timeEpoch)),
  ])
  yield end
}

export const handler = streamifyResponse(
  middy<LambdaFunctionURLEvent>()
    .use(eventBus())
    .handler(async (event, context) => {
      await context.eventBus.publish({ eventType: 'page.viewed', tenantId, payload: {} })
      return html(page(event, context))
    }),
)
