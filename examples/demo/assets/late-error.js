// A response that fails on its way, as `fetch` sees it.
const form = document.querySelector('#fail')
const received = document.querySelector('#received')
const outcome = document.querySelector('#late-outcome')
const button = form.querySelector('button')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  button.disabled = true
  received.textContent = outcome.textContent = ''
  outcome.classList.remove('broken')
  try {
    const response = await fetch(`/api/late-error?as=${new FormData(form).get('as')}`)
    received.textContent = `HTTP ${response.status}, ${response.headers.get('content-type')}\n\n`
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) received.textContent += text
    outcome.textContent = 'The response is complete.'
  } catch (error) {
    outcome.classList.add('broken')
    outcome.textContent = `fetch rejects, because the body has no end: ${error.name}, ${error.message}`
  }
  button.disabled = false
  if (document.activeElement === document.body) button.focus()
})
