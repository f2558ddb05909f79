import { streamifyResponse } from 'apptheory-middy'
import { chat } from './chat.ts'

// A name such as `openai/gpt-5-mini` goes through the AI Gateway, with the key in AI_GATEWAY_API_KEY. A model
// of a provider's own package, such as `bedrock('...')` of @ai-sdk/amazon-bedrock, can be passed instead.
export const handler = streamifyResponse(chat(process.env['CHAT_MODEL'] ?? 'openai/gpt-5-mini'))
