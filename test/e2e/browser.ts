import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { env } from 'node:process'
import { type Browser, chromium, type Page } from 'playwright-core'

const artifacts = resolve(import.meta.dirname, '../../artifacts/e2e')

/** Debian's Chromium, without anything that would leave this machine. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Keeps a picture of the whole page in `artifacts/e2e`, which git ignores. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(artifacts, { recursive: true })
  await page.screenshot({ path: resolve(artifacts, `${name}.png`), fullPage: true })
}
