import middy from '@middy/core'
import { streamifyExecutionMode } from 'apptheory-middy'
import { buildFunctionUrlEvent, createTestEnv } from 'apptheory-middy/testkit'

// Middy 7 has execution modes; Middy 6 has none.
const streaming = middy({ executionMode: streamifyExecutionMode() }).handler(async () => ({ body: 'x' }))

export async function invocations(): Promise<readonly unknown[]> {
  const env = createTestEnv()
  const stored = await env.invokeStreaming(streaming, buildFunctionUrlEvent())
  const written = await env.invokeStreaming(
    middy({ executionMode: streamifyExecutionMode() }).handler(async () => 'x'),
    buildFunctionUrlEvent(),
  )
  return [stored.text, written.text]
}
