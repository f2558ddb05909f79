import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { keepPicture, launchBrowser } from './browser.ts'
import { serveSite } from './static-site.ts'

const site = resolve(import.meta.dirname, '../../.cache/docs/site')
const axe = fileURLToPath(import.meta.resolve('axe-core'))
/** With tables and code that are wider than a phone. */
const wide = [
  '/',
  '/docs/',
  '/docs/rate-limit.html',
  '/docs/errors.html',
  '/docs/iam.html',
  '/docs/middleware-order.html',
  '/examples/event-log/README.html',
  '/reference/testkit.html',
]
/** One page of each kind. */
const checked = [
  '/',
  '/docs/',
  '/docs/getting-started.html',
  '/docs/rate-limit.html',
  '/docs/iam.html',
  '/docs/recipes.html',
  '/examples/rate-limited-api/README.html',
  '/reference/streaming.html',
]
const widths = { 'a desktop': 1200, 'a phone': 390 } as const

describe('the site of the docs', { timeout: 180_000 }, () => {
  let server: Awaited<ReturnType<typeof serveSite>>
  let browser: Browser

  before(async () => {
    assert.ok(existsSync(site), 'npm run docs builds it')
    server = await serveSite(site)
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    await server?.close()
  })

  async function open(path: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
    page.setDefaultTimeout(30_000)
    await page.goto(`${server.url}${path}`)
    return page
  }

  for (const [device, width] of Object.entries(widths)) {
    test(`finds a page by search, and follows a link, on ${device}`, async () => {
      const page = await open('/', width)
      await page.getByRole('button', { name: 'Search' }).first().click()
      await page.getByRole('searchbox').fill('fixedWindow')
      await page.locator('.VPLocalSearchBox .result').first().click()
      await page.waitForURL(/\/(docs|reference)\//)
      await page.goto(server.url)
      await page.locator('main a[href$="/docs/testkit.html"]').first().click()
      await page.waitForURL(/testkit/)
      await page.getByRole('heading', { level: 1, name: /Testkit/ }).waitFor()
      await keepPicture(page, `docs-${width}`)
      await page.close()
    })

    test(`lists the pages by task, and leads to an example with its code, on ${device}`, async () => {
      const page = await open('/docs/', width)
      await page.getByRole('main').getByRole('link', { name: 'IAM permissions' }).click()
      await page.getByRole('heading', { level: 1, name: 'IAM permissions' }).waitFor()
      await page.goto(server.url)
      await page.getByRole('main').getByRole('link', { name: 'rate-limited-api' }).first().click()
      await page.getByRole('heading', { level: 2, name: 'handler.test.ts' }).waitFor()
      await page.close()
    })

    test(`is not wider than the window of ${device}`, async () => {
      for (const path of wide) {
        const page = await open(path, width)
        const scrolled = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(scrolled <= width, `${path} is ${scrolled} wide`)
        await page.close()
      }
    })
  }

  for (const scheme of ['light', 'dark'] as const) {
    test(`has no accessibility violation in ${scheme} mode`, async () => {
      for (const path of checked) {
        const page = await open(path, widths['a phone'], scheme)
        await page.addScriptTag({ path: axe })
        const violations = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } }
          const results = await axe.run()
          return results.violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
          )
        })
        assert.deepEqual(violations, [], path)
        await page.close()
      }
    })
  }
})
