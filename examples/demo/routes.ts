/** Which function answers which path, as a distribution in front of their URLs would have it. */
export const routes: Readonly<Record<string, URL>> = {
  '/': new URL('functions/page.ts', import.meta.url),
  '/api/fixed': new URL('functions/fixed.ts', import.meta.url),
  '/api/sliding': new URL('functions/sliding.ts', import.meta.url),
  '/api/multi': new URL('functions/multi.ts', import.meta.url),
  '/api/usage': new URL('functions/usage.ts', import.meta.url),
  '/api/events': new URL('functions/events.ts', import.meta.url),
  '/api/feed': new URL('../sse-feed/handler.ts', import.meta.url),
  '/api/late-error': new URL('functions/late-error.ts', import.meta.url),
}
