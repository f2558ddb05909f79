import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { keepPicture, launchBrowser } from './browser.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'

describe('the demo in a browser', { timeout: 300_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const problems: string[] = []

  const open = async (from: BrowserContext): Promise<Page> => {
    const opened = await from.newPage()
    opened.on('pageerror', (error) => problems.push(String(error)))
    await opened.goto(demo.url, { waitUntil: 'commit' })
    return opened
  }

  before(async () => {
    demo = await startDemo()
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    await demo?.stop()
  })
  beforeEach(async () => {
    await context?.close()
    problems.length = 0
    context = await browser.newContext({ viewport: { width: 1200, height: 800 } })
    context.setDefaultTimeout(60_000)
    page = await open(context)
  })

  test('shows the shell before the slow parts, and these in the order of their arrival', async () => {
    const arrivals = page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const slots: string[] = []
          const look = () => {
            for (const { slot } of document.querySelectorAll<HTMLElement>('main > [slot]')) {
              if (!slots.includes(slot)) slots.push(slot)
            }
            if (slots.length === 4) resolve(slots)
          }
          new MutationObserver(look).observe(document, { childList: true, subtree: true })
          look()
        }),
    )
    const title = page.getByRole('heading', { name: 'Rate limits' })
    await title.waitFor()
    const partsAtFirst = await page.locator('main > [slot]').count()

    assert.ok(partsAtFirst < 4, `${partsAtFirst} parts were there when the page could be used`)
    assert.deepEqual(await arrivals, ['lead', 'caller', 'log', 'function'])
    await page.getByText('came after 1.2 s').waitFor()
    const inView = await page
      .locator('main')
      .evaluate((main) =>
        [...(main.shadowRoot?.querySelectorAll('slot') ?? [])].map(
          (slot) => slot.assignedElements().length > 0,
        ),
      )
    assert.deepEqual(inView, [true, true, true, true, true])
    assert.deepEqual(problems, [])
  })

  for (const { strategy, limit } of [
    { strategy: 'sliding', limit: 20 },
    { strategy: 'multi', limit: 10 },
  ]) {
    test(`a burst fills the ${strategy} limit, and it refills`, async () => {
      const form = page.locator(`[data-strategy=${strategy}]`)
      const left = form.locator('.meter strong').first()
      await left.getByText(String(limit), { exact: true }).waitFor()

      const answered: number[] = []
      page.on('response', (response) => {
        if (response.url().endsWith(`/api/${strategy}`)) answered.push(response.status())
      })
      await form.getByRole('button', { name: 'Send 25' }).click()
      await form.getByRole('status').getByText('retry after').waitFor()

      const outcome = await form.getByRole('status').innerText()
      const [, admitted, denied] = /^(\d+) admitted, (\d+) denied \(429\)/.exec(outcome) ?? []
      assert.equal(answered.length, 25)
      assert.equal(answered.filter((status) => status === 200).length, Number(admitted))
      assert.equal(answered.filter((status) => status === 429).length, Number(denied))
      await left.getByText(String(limit), { exact: true }).waitFor()
    })
  }

  test('a leased limit admits a burst with few requests to the table', async () => {
    // Before its scripts have run, a form would be sent as a form, and the page be left.
    await page.waitForLoadState()
    const form = page.locator('[data-strategy=leased]')
    await form.getByRole('button', { name: 'Send 100' }).click()
    await form.getByRole('status').getByText('100 admitted').waitFor()

    const text = await form.locator('.table-requests').innerText()
    const [, requests, decisions] = /^(\d+) requests to the table for (\d+) decisions/.exec(text) ?? []
    assert.equal(Number(decisions), 100)
    assert.ok(Number(requests) <= 50, text)
    assert.deepEqual(problems, [])
  })

  test('requests appear in the live log and are found by type, tag and time', async () => {
    await page.getByText('Connected.').first().waitFor()
    await page.locator('[data-strategy=sliding]').getByRole('button', { name: 'Send 1', exact: true }).click()
    await page.locator('#feed').getByText('request.admitted sliding').first().waitFor()
    // Two pages of them: those that come too often are denied, because a hundred were admitted.
    for (let i = 0; i < 20; i++) await fetch(`${demo.url}/api/fixed`)
    await page.locator('#feed li', { hasText: 'request.admitted fixed' }).nth(19).waitFor()

    const query = page.locator('#query')
    await query.getByLabel('Type').selectOption('request.admitted')
    await query.getByLabel('Tag').selectOption('fixed')
    await query.getByLabel('Time').selectOption('last 10 minutes')
    await query.getByRole('button', { name: 'Query' }).click()
    await query.locator('tbody tr').nth(9).waitFor()
    await query.getByRole('button', { name: 'Older' }).click()
    await query.locator('tbody tr').nth(19).waitFor()

    const rows = await query.locator('tbody tr').allInnerTexts()
    assert.equal(rows.length, 20)
    assert.ok(
      rows.every((row) => row.includes('request.admitted') && row.includes('fixed')),
      rows.join('\n'),
    )
    const left = rows.map((row) => Number(row.split('\t').at(-1)))
    assert.equal(new Set(left).size, 20, 'no event is on two pages')
    assert.deepEqual(problems, [])
  })

  test('what one visitor says, another hears', async () => {
    const other = await open(context)
    for (const visitor of [page, other])
      await visitor.locator('#chat-state').getByText('Connected.').waitFor()

    await page.getByLabel('Message').fill('hello from the first window')
    await page.getByLabel('Message').press('Enter')
    await other.getByText('hello from the first window').waitFor()
    await other.getByLabel('Message').fill('<b>and hello back</b>')
    await other.getByRole('button', { name: 'Say' }).click()
    await page.getByText('<b>and hello back</b>').waitFor()

    assert.deepEqual(await page.locator('#said .mine').allInnerTexts(), ['you hello from the first window'])
    assert.equal(await page.locator('#said .theirs').count(), 1)
    await page.getByText('2 are here.').waitFor()

    await other.getByLabel('kitchen').check()
    await page.locator('#said .notice').getByText('left').waitFor()
    await page.getByText('You are alone here.').waitFor()
    await page.getByLabel('kitchen').check()
    await other.locator('#said .notice').getByText('came in').waitFor()
    await page.getByText('2 are here.').waitFor()
    assert.equal(await page.locator('#said .notice').count(), 0, 'nobody is told of their own arrival')
    assert.deepEqual(problems, [])
  })

  for (const { as, shown } of [
    { as: 'text', shown: /^HTTP 200, text\/plain.*third row\n$/s },
    {
      as: 'event stream',
      shown: /^HTTP 200, text\/event-stream.*data: third row\n/s,
    },
  ]) {
    test(`a late error is seen by who reads ${as}`, async () => {
      await page.waitForLoadState()
      await page.getByLabel(as, { exact: true }).check()
      await page.getByRole('button', { name: 'Fail late' }).click()
      await page.getByText('fetch rejects').waitFor()

      assert.match((await page.locator('#received').textContent()) ?? '', shown)
      assert.match(await page.locator('#late-outcome').innerText(), /TypeError/)
    })
  }

  // A browser drops what its page has not read by the time that the response breaks off.
  test('the error is the last event of an event stream', async () => {
    const received = await receivedFrom(`${demo.url}/api/late-error?as=events`)
    assert.match(
      received,
      /data: third row\n\nevent: error\ndata: \{"error":\{"code":"app.overloaded".*\n\n$/,
    )
  })

  test('everything can be reached and used with the keyboard, in the order of the page', async () => {
    await page.getByText('came after 1.2 s').waitFor()
    await page.locator('#chat-state').getByText('Connected.').waitFor()
    const reached: string[] = []
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab')
      const id = await page.evaluate(() => {
        const { activeElement: active } = document
        return active?.closest('section[id]')?.id ?? active?.closest('nav')?.tagName ?? ''
      })
      if (id && reached.at(-1) !== id) reached.push(id)
    }
    await page.locator('[data-strategy=multi]').getByRole('button', { name: 'Send 1', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.locator('[data-strategy=multi]').getByText('1 admitted').waitFor()

    assert.deepEqual(reached.slice(0, 5), ['NAV', 'limits', 'events', 'chat', 'late-error'])
    const focused = await page.evaluate(() => document.activeElement?.textContent)
    assert.equal(focused, 'Send 1', 'the focus is where it was')
  })

  for (const { name, width, colorScheme } of [
    { name: 'desktop', width: 1200, colorScheme: 'light' },
    { name: 'phone', width: 375, colorScheme: 'dark' },
  ] as const) {
    test(`fits a ${name}`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 800 })
      await page.getByText('came after 1.2 s').waitFor()
      await page.locator('#feed-state').getByText('Connected.').waitFor()
      for (const button of await page.getByRole('button', { name: 'Send 25' }).all()) await button.click()
      await page.locator('[data-strategy=multi]').getByText('denied').waitFor()
      await page.locator('#feed').getByText('request.denied multi').first().waitFor()
      await page.getByRole('button', { name: 'Query' }).click()
      await page.getByLabel('Message').fill(`hello from a ${name}`)
      await page.getByLabel('Message').press('Enter')
      await page.locator('#said').getByText(`hello from a ${name}`).waitFor()
      await page.getByRole('button', { name: 'Fail late' }).click()
      await page.getByText('fetch rejects').waitFor()
      await keepPicture(page, name)

      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(overflow <= 0, `${overflow} px wider than the screen`)
    })
  }
})

test('the curl lines that it prints: 100 of 105 requests a minute, counted down', {
  timeout: 60_000,
}, async (t) => {
  const demo = await startDemo()
  t.after(demo.stop)
  const [, url = ''] = /do curl .* (http\S+\/api\/fixed); done/.exec(demo.printed()) ?? []
  const minutes = new Map<string, { remaining: number[]; denied: number }>()

  for (let i = 0; i < 105; i++) {
    const { status, headers } = await fetch(url)
    const minute = headers.get('x-ratelimit-reset') ?? ''
    const { remaining, denied } = minutes.get(minute) ?? { remaining: [], denied: 0 }
    if (status === 429) minutes.set(minute, { remaining, denied: denied + 1 })
    else
      minutes.set(minute, { remaining: [...remaining, Number(headers.get('x-ratelimit-remaining'))], denied })
  }

  // If a minute ended meanwhile, the requests are those of two.
  const counts = [...minutes.values()]
  for (const { remaining, denied } of counts) {
    assert.deepEqual(
      remaining,
      remaining.map((_, i) => 99 - i),
    )
    assert.ok(denied === 0 || remaining.length === 100)
  }
  assert.ok(counts.length === 2 || counts[0]?.denied === 5)
})

test('Ctrl-C ends it at once, with streams and connections open', { timeout: 60_000 }, async (t) => {
  const demo = await startDemo()
  t.after(demo.stop)
  const feed = await fetch(`${demo.url}/api/feed`)
  const socket = new WebSocket(`${demo.url.replace('http', 'ws')}/chat`)
  await new Promise((resolve) => socket.addEventListener('open', resolve))

  const started = performance.now()
  assert.equal(await demo.stop(), 0)

  assert.ok(performance.now() - started < 2000)
  assert.match(demo.printed(), /Stopped\.\n$/)
  await assert.rejects(feed.text())
})

/** All that a response brings before it breaks off. */
async function receivedFrom(url: string): Promise<string> {
  const [response] = await once(get(url), 'response')
  const parts: string[] = []
  response.setEncoding('utf8').on('data', (part: string) => parts.push(part))
  response.on('error', () => {})
  await new Promise((resolve) => response.on('close', resolve))
  return parts.join('')
}
