import middy from '@middy/core'
import { convertToModelMessages, type LanguageModel, safeValidateUIMessages, streamText } from 'ai'
import { AppTheoryError, fixedWindow, rateLimit } from 'apptheory-middy'
import type { LambdaFunctionURLEvent } from 'aws-lambda'

// Anyone may ask, and every token is paid for.
const strategy = fixedWindow({ windowMs: 3_600_000, limit: 20_000 })
// What an answer costs is known at its end. Until then it has reserved this many tokens.
const reserved = 1000

async function messagesOf({ body = '', isBase64Encoded }: LambdaFunctionURLEvent) {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body
  const parsed = await Promise.resolve(text)
    .then(JSON.parse)
    .catch(() => undefined)
  const messages = await safeValidateUIMessages({ messages: parsed?.messages })
  if (messages.success) return messages.data
  throw new AppTheoryError('app.bad_request', 'send { "messages": [...] }, as useChat of the AI SDK does')
}

/** A conversation with a language model: each caller has 20,000 tokens an hour. */
export const chat = (model: LanguageModel) =>
  middy<LambdaFunctionURLEvent>()
    .use(rateLimit({ strategy, cost: reserved }))
    .handler(async (event, { rateLimit }) => {
      const messages = await convertToModelMessages(await messagesOf(event))
      // An answer that fails costs what it reserved.
      const answer = streamText({
        model,
        messages,
        onFinish: ({ totalUsage }) => rateLimit?.settle(totalUsage.totalTokens ?? reserved),
      })
      return answer.toUIMessageStreamResponse()
    })
