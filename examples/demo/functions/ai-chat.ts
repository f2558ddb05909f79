import { setTimeout as sleep } from 'node:timers/promises'
import { streamifyResponse } from 'apptheory-middy'
import { chat } from '../../ai-chat/chat.ts'
import { scriptedModel } from '../../ai-chat/scripted-model.ts'

const answer =
  'I am a script, not a model: this demo has no provider. ' +
  'Each of my words is a chunk of a streamed Response, ' +
  'made by the AI SDK. You have 20,000 tokens an hour.'

async function* words() {
  for (const word of answer.match(/\S+\s*/g) ?? []) {
    yield word
    await sleep(60)
  }
}

export const handler = streamifyResponse(chat(scriptedModel(words)))
