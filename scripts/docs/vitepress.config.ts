import { defineConfig, type UserConfig } from 'vitepress'

const sidebar = [
  {
    text: 'Start',
    items: [
      { text: 'Overview', link: '/' },
      { text: 'All pages by task', link: '/docs/' },
      { text: 'Getting started', link: '/docs/getting-started' },
      { text: 'Choosing a layout', link: '/docs/choosing-a-layout' },
      { text: 'Recipes', link: '/docs/recipes' },
      { text: 'Middleware order', link: '/docs/middleware-order' },
    ],
  },
  {
    text: 'Guides',
    items: [
      { text: 'Rate limit', link: '/docs/rate-limit' },
      { text: 'Rate limit on DynamoDB', link: '/docs/rate-limit-dynamodb' },
      { text: 'Event bus', link: '/docs/event-bus' },
      { text: 'WebSocket', link: '/docs/websocket' },
      { text: 'Streaming', link: '/docs/streaming' },
      { text: 'Testkit', link: '/docs/testkit' },
      { text: 'Fake DynamoDB', link: '/docs/fake-dynamodb' },
      { text: 'Differences from DynamoDB', link: '/docs/fake-dynamodb-differences' },
    ],
  },
  {
    text: 'Build and deploy',
    items: [
      { text: 'Bundling', link: '/docs/bundling' },
      { text: 'TypeScript', link: '/docs/typescript' },
      { text: 'IAM permissions', link: '/docs/iam' },
      { text: 'Environment variables', link: '/docs/environment-variables' },
      { text: 'Versions and support', link: '/docs/versions' },
    ],
  },
  {
    text: 'Run',
    items: [
      { text: 'Operations', link: '/docs/operations' },
      { text: 'Cost and scale', link: '/docs/cost-and-scale' },
      { text: 'Troubleshooting', link: '/docs/troubleshooting' },
      { text: 'Errors', link: '/docs/errors' },
      { text: 'Security', link: '/docs/security' },
      { text: 'Benchmarks', link: '/docs/benchmarks' },
    ],
  },
  {
    text: 'Extend and migrate',
    items: [
      { text: 'Custom adapters', link: '/docs/custom-adapters' },
      { text: 'Migration', link: '/docs/migration' },
      { text: 'Compared with AppTheory', link: '/docs/parity' },
      { text: 'Architecture', link: '/docs/architecture' },
    ],
  },
  {
    text: 'Examples',
    items: [
      'rate-limited-api',
      'event-log',
      'chat',
      'sse-feed',
      'html-streaming',
      'ai-chat',
      'event-bus-metrics',
      'demo',
    ].map((name) => ({ text: name, link: `/examples/${name}/README` })),
  },
  {
    text: 'Reference',
    items: [
      { text: 'API reference', link: '/reference/' },
      { text: 'Contract fixtures', link: '/fixtures/README' },
      { text: 'Changelog', link: '/CHANGELOG' },
      { text: 'Contributing', link: '/CONTRIBUTING' },
    ],
  },
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
      { text: 'Docs', link: '/docs/' },
      { text: 'Recipes', link: '/docs/recipes' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar,
  },
})

// biome-ignore lint/style/noDefaultExport: VitePress reads the default export
export default config
