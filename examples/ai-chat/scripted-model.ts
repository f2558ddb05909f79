import { MockLanguageModelV3 } from 'ai/test'

/**
 * A model without a provider, for tests and the demo: it says these words, one after the other.
 * @param tokens what an answer costs
 */
export function scriptedModel(
  words: () => AsyncIterable<string> | Iterable<string>,
  tokens: number = 2,
): MockLanguageModelV3 {
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: tokens - 1, text: tokens - 1, reasoning: undefined },
  }
  async function* parts() {
    yield { type: 'text-start', id: '1' } as const
    for await (const delta of words()) yield { type: 'text-delta', id: '1', delta } as const
    yield { type: 'text-end', id: '1' } as const
    yield { type: 'finish', finishReason: { unified: 'stop', raw: undefined }, usage } as const
  }
  return new MockLanguageModelV3({ doStream: async () => ({ stream: ReadableStream.from(parts()) }) })
}
