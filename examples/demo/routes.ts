export interface Route {
  readonly file: URL
  /** How many requests it may serve at once where each takes a process. @defaultValue 4 */
  readonly maxProcesses?: number
}

/** Which function answers which path, as a distribution in front of their URLs would have it. */
export const routes: Readonly<Record<string, Route>> = {
  '/': { file: new URL('functions/page.ts', import.meta.url) },
  '/api/fixed': { file: new URL('functions/fixed.ts', import.meta.url) },
  '/api/sliding': { file: new URL('functions/sliding.ts', import.meta.url) },
  '/api/multi': { file: new URL('functions/multi.ts', import.meta.url) },
  '/api/leased': { file: new URL('functions/leased.ts', import.meta.url) },
  '/api/usage': { file: new URL('functions/usage.ts', import.meta.url) },
  '/api/events': { file: new URL('functions/events.ts', import.meta.url) },
  '/api/feed': { file: new URL('../sse-feed/handler.ts', import.meta.url), maxProcesses: 8 },
  '/api/ai-chat': { file: new URL('functions/ai-chat.ts', import.meta.url) },
  '/api/late-error': { file: new URL('functions/late-error.ts', import.meta.url) },
}
