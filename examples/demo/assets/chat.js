// The chat, over the browser's own WebSocket.
const list = document.querySelector('#said')
const state = document.querySelector('#chat-state')
const here = document.querySelector('#here')
const form = document.querySelector('#say')
const rooms = document.querySelector('#rooms')
const button = form.querySelector('button')
const PRESENCE_MS = 5000
let socket
/** The ID of this connection, from the answer to `who`. */
let me
let room = new FormData(rooms).get('room')

function connect() {
  me = undefined
  socket = new WebSocket(
    `ws${location.protocol === 'https:' ? 's' : ''}://${location.host}/chat?room=${room}`,
  )
  socket.addEventListener('open', () => send('who'))
  socket.addEventListener('close', () => {
    state.textContent = 'Disconnected, connecting again …'
    here.textContent = ''
    button.disabled = true
    setTimeout(connect, 2000)
  })
  socket.addEventListener('message', ({ data }) => receive(JSON.parse(data)))
}

function send(action, parts = {}) {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ action, room, ...parts }))
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  send('say', { text: new FormData(form).get('text') })
  form.reset()
})

rooms.addEventListener('change', () => {
  send('leave')
  room = new FormData(rooms).get('room')
  list.replaceChildren()
  send('join')
  send('who')
})

function receive(message) {
  // A message may arrive from a room that was left meanwhile.
  if (message.room !== room) return
  if (message.present) {
    me = message.you
    state.textContent = 'Connected.'
    button.disabled = false
    const { length } = message.present
    here.textContent = length === 1 ? 'You are alone here.' : `${length} are here.`
  } else if (message.text !== undefined) {
    show(message.from, message.text, message.from === me ? 'mine' : 'theirs')
  } else {
    show(message.joined ?? message.left, message.joined ? 'came in' : 'left', 'notice')
    send('who')
  }
}

function show(from, text, className) {
  const line = document.createElement('li')
  line.className = className
  const who = document.createElement('span')
  who.className = 'who'
  who.textContent = from === me ? 'you' : from.slice(-6)
  line.append(who, ' ', text)
  list.append(line)
  list.parentElement.scrollTop = list.scrollHeight
}

setInterval(() => send('who'), PRESENCE_MS)
connect()
