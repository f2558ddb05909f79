// The log as it grows, over server-sent events. The browser comes back by itself, and says where it was.
const list = document.querySelector('#feed')
const state = document.querySelector('#feed-state')
const seen = new Set()
const KEPT = 100

const source = new EventSource('/api/feed')
source.addEventListener('open', () => {
  state.textContent = 'Connected.'
})
source.addEventListener('error', () => {
  // A function's time is limited, and so is a stream: the next one goes on where this one ended.
  if (source.readyState === EventSource.CLOSED) state.textContent = 'Disconnected: reload the page.'
})
source.addEventListener('message', ({ data }) => {
  const { id, eventType, tags, payload, publishedAt } = JSON.parse(data)
  if (seen.has(id)) return
  seen.add(id)
  const line = document.createElement('li')
  line.className = eventType.split('.').at(-1)
  const left = payload.remaining === undefined ? '' : `${payload.remaining} left`
  line.textContent = [new Date(publishedAt).toLocaleTimeString('en-GB'), eventType, ...tags, left].join(' ')
  list.prepend(line)
  while (list.children.length > KEPT) list.lastChild.remove()
})
addEventListener('pagehide', () => source.close())
