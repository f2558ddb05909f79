// Queries of the event log, page by page.
const form = document.querySelector('#query')
const rows = form.querySelector('tbody')
const state = document.querySelector('#query-state')
const older = document.querySelector('#older')
let next

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const filled = [...new FormData(form)].filter(([, value]) => value)
  rows.replaceChildren()
  load(Object.fromEntries(filled))
})
older.addEventListener('click', () => load(next))

async function load(query) {
  const response = await fetch(`/api/events?${new URLSearchParams(query)}`)
  if (!response.ok) {
    state.textContent = `The query failed with ${response.status}.`
    return
  }
  const { events, cursor, since } = await response.json()
  rows.append(...events.map(rowOf))
  const { seconds, ...filter } = query
  next = { ...filter, ...(since && { since }), cursor }
  const count = rows.children.length
  const noun = count === 1 ? 'event' : 'events'
  state.textContent = `${count} ${noun}${cursor ? ', and there are more' : ', and no more'}.`
  older.hidden = !cursor
}

function rowOf({ eventType, tags, payload, publishedAt }) {
  const row = document.createElement('tr')
  const time = new Date(publishedAt).toLocaleTimeString('en-GB')
  for (const text of [time, eventType, tags.join(', '), payload.remaining ?? '']) {
    row.insertCell().textContent = text
  }
  return row
}
