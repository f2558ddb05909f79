// A conversation with a model: the parts of the AI SDK's stream, as they come.
const form = document.querySelector('#ask')
const answer = document.querySelector('#answer')
const left = document.querySelector('#answers-left')
const button = form.querySelector('button')

async function* partsOf(body) {
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + text).split('\n\n')
    rest = events.pop()
    for (const event of events) if (!event.includes('[DONE]')) yield JSON.parse(event.replace(/^data: /, ''))
  }
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  button.disabled = true
  answer.textContent = ''
  const parts = [{ type: 'text', text: new FormData(form).get('question') }]
  try {
    const response = await fetch('/api/ai-chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ id: '1', role: 'user', parts }] }),
    })
    left.textContent = `${response.headers.get('x-ratelimit-remaining') ?? 0} answers left`
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    for await (const { type, delta } of partsOf(response.body)) {
      if (type === 'text-delta') answer.textContent += delta
    }
  } catch (error) {
    answer.textContent = error.message
  }
  button.disabled = false
})
