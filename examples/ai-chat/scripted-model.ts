import { MockLanguageModelV3 } from 'ai/test'

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: undefined },
}

/** A model without a provider, for tests and the demo: it says these words, one after the other. */
export function scriptedModel(words: () => AsyncIterable<string> | Iterable<string>): MockLanguageModelV3 {
  async function* parts() {
    yield { type: 'text-start', id: '1' } as const
    for await (const delta of words()) yield { type: 'text-delta', id: '1', delta } as const
    yield { type: 'text-end', id: '1' } as const
    yield { type: 'finish', finishReason: { unified: 'stop', raw: undefined }, usage } as const
  }
  return new MockLanguageModelV3({ doStream: async () => ({ stream: ReadableStream.from(parts()) }) })
}
