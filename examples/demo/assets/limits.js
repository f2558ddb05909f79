// The meters of the rate limits: fed by the headers of every response, and by /api/usage while they refill.
import { tableRequestsOf, windowsOf } from './rate-limit-headers.js'

/** The latest counts of each environment of a function, by strategy. */
const countsOf = new Map()
const forms = new Map([...document.querySelectorAll('.limit')].map((form) => [form.dataset.strategy, form]))

for (const [strategy, form] of forms) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send(strategy, form, Number(event.submitter?.value ?? 1))
  })
}

async function send(strategy, form, count) {
  const buttons = [...form.querySelectorAll('button')]
  for (const button of buttons) button.disabled = true
  try {
    const answers = await Promise.all(Array.from({ length: count }, () => ask(strategy, form)))
    form.querySelector('.outcome').replaceChildren(...outcomeOf(answers))
  } catch {
    form.querySelector('.outcome').textContent = 'The demo does not answer.'
  }
  for (const button of buttons) button.disabled = false
  if (document.activeElement === document.body) buttons.at(count === 1 ? 0 : 1).focus()
}

async function ask(strategy, form) {
  const response = await fetch(`/api/${strategy}`)
  for (const window of windowsOf(response.headers)) show(form, window)
  showTableRequests(strategy, form, tableRequestsOf(response.headers))
  return { status: response.status, retryAfter: response.headers.get('retry-after') }
}

function outcomeOf(answers) {
  const admitted = answers.filter(({ status }) => status === 200).length
  const denied = answers.filter(({ status }) => status === 429)
  const parts = [span('admitted', `${admitted} admitted`)]
  if (denied.length > 0) {
    const { retryAfter } = denied.at(-1)
    parts.push(', ', span('denied', `${denied.length} denied (429)`), `, retry after ${retryAfter} s`)
  }
  return parts
}

function showTableRequests(strategy, form, { environment, requests, decisions }) {
  const counts = countsOf.get(strategy) ?? new Map()
  countsOf.set(strategy, counts)
  if (decisions < (counts.get(environment)?.decisions ?? 0)) return
  counts.set(environment, { requests, decisions })
  const sum = (name) => counts.values().reduce((total, count) => total + count[name], 0)
  const [allRequests, allDecisions] = [sum('requests'), sum('decisions')]
  const perDecision = (allRequests / allDecisions).toFixed(2)
  form.querySelector('.table-requests').textContent =
    `${allRequests} requests to the table for ${allDecisions} decisions: ${perDecision} per decision`
}

function show(form, { name, limit, remaining, seconds }) {
  const meter = form.querySelector(`[data-window="${name}"]`) ?? addMeter(form, name)
  meter.querySelector('progress').max = limit
  meter.querySelector('progress').value = remaining
  meter.querySelector('strong').textContent = remaining
  meter.querySelector('.of').textContent = ` of ${limit} per ${name}`
  meter.querySelector('.when').textContent = remaining < limit ? `more in ${seconds} s` : ''
}

function addMeter(form, name) {
  const meter = document.createElement('label')
  meter.className = 'meter'
  meter.dataset.window = name
  const bar = document.createElement('progress')
  bar.setAttribute('aria-label', `left per ${name}`)
  meter.append(span('when', ''), document.createElement('strong'), span('of', ''), bar)
  form.querySelector('.meters').append(meter)
  return meter
}

function span(className, text) {
  const element = document.createElement('span')
  element.className = className
  element.textContent = text
  return element
}

/** Looks what is left, and again in a second. Costs none of the limits. */
async function refill() {
  try {
    const usage = await (await fetch('/api/usage')).json()
    for (const [strategy, windows] of Object.entries(usage)) {
      for (const { name, limit, remaining, resetsAt } of windows) {
        const seconds = Math.max(0, Math.ceil((Date.parse(resetsAt) - Date.now()) / 1000))
        show(forms.get(strategy), { name, limit, remaining, seconds })
      }
    }
  } catch {
    // The demo has been stopped, or restarts: there is nothing to show.
  }
  setTimeout(whenSeen, 1000)
}

function whenSeen() {
  if (!document.hidden) refill()
  else document.addEventListener('visibilitychange', whenSeen, { once: true })
}

refill()
