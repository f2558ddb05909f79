import { defineConfig, type UserConfig } from 'vitepress'

const guides = [
  { text: 'Getting started', link: '/docs/getting-started' },
  { text: 'Rate limit', link: '/docs/rate-limit' },
  { text: 'Event bus', link: '/docs/event-bus' },
  { text: 'WebSocket', link: '/docs/websocket' },
  { text: 'Streaming', link: '/docs/streaming' },
  { text: 'Testkit', link: '/docs/testkit' },
  { text: 'Fake DynamoDB', link: '/docs/fake-dynamodb' },
  { text: 'Fake DynamoDB and DynamoDB Local', link: '/docs/fake-dynamodb-differences' },
]
const more = [
  { text: 'Errors', link: '/docs/errors' },
  { text: 'Operations', link: '/docs/operations' },
  { text: 'Cost and scale', link: '/docs/cost-and-scale' },
  { text: 'Migration', link: '/docs/migration' },
  { text: 'Compared with AppTheory', link: '/docs/parity' },
  { text: 'Architecture', link: '/docs/architecture' },
  { text: 'API reference', link: '/reference/' },
  { text: 'Changelog', link: '/CHANGELOG' },
]

// Enough contrast for the language of a code block (WCAG 2.2, 1.4.3).
const style = "html .vp-doc [class*='language-'] > span.lang { color: var(--vp-c-text-2) }"

const config: UserConfig = defineConfig({
  title: 'apptheory-middy',
  description: 'Rate limits, an event bus, WebSockets and streaming for Middy on AWS Lambda',
  lang: 'en',
  head: [['style', {}, style]],
  base: process.env['DOCS_BASE'] ?? '/',
  cleanUrls: false,
  rewrites: { 'README.md': 'index.md' },
  markdown: {
    // Types in braces are not attributes.
    attrs: { disable: true },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: ({ core }) => {
      core.ruler.push('accessible-tables', ({ tokens }) => {
        for (const [i, token] of tokens.entries()) {
          if (token.type === 'table_open') token.attrSet('tabindex', '0')
          const [inside, close] = [tokens[i + 1], tokens[i + 2]]
          if (token.type !== 'th_open' || inside?.content !== '' || !close) continue
          token.tag = 'td'
          close.tag = 'td'
        }
      })
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: '/docs/getting-started' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar: [
      { text: 'Guides', items: guides },
      { text: 'More', items: more },
    ],
  },
})

// biome-ignore lint/style/noDefaultExport: VitePress reads the default export
export default config
