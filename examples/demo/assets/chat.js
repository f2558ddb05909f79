// The chat, over the browser's own WebSocket.
const list = document.querySelector('#said')
const state = document.querySelector('#chat-state')
const form = document.querySelector('#say')
const button = form.querySelector('button')
let socket
/** What the API calls this connection: known from the first broadcast of one's own words. */
let me
let firstWords

function connect() {
  me = firstWords = undefined
  socket = new WebSocket(`ws${location.protocol === 'https:' ? 's' : ''}://${location.host}/chat?room=lobby`)
  socket.addEventListener('open', () => {
    state.textContent = 'Connected.'
    button.disabled = false
  })
  socket.addEventListener('close', () => {
    state.textContent = 'Disconnected, connecting again …'
    button.disabled = true
    setTimeout(connect, 2000)
  })
  socket.addEventListener('message', ({ data }) => show(JSON.parse(data)))
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const { text } = Object.fromEntries(new FormData(form))
  firstWords ??= text
  socket.send(JSON.stringify({ action: 'say', room: 'lobby', text }))
  form.reset()
})

function show({ from, text }) {
  if (me === undefined && text === firstWords) me = from
  const line = document.createElement('li')
  line.className = from === me ? 'mine' : 'theirs'
  const who = document.createElement('span')
  who.className = 'who'
  who.textContent = from === me ? 'you' : from.slice(0, 6)
  line.append(who, ' ', text)
  list.append(line)
  list.parentElement.scrollTop = list.scrollHeight
}

connect()
