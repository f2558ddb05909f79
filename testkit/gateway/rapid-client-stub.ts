// Preloaded into the process of the runtime interface client, and into its worker threads. The client asks
// for events and sends the replies of handlers that do not stream through a native addon; this stands in for
// it, so that no compiler is needed. As the addon does, it uses connections of its own: the client has one
// for responses that stream.
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import Module from 'node:module'

type Load = (id: string, ...rest: readonly unknown[]) => unknown

const loader = Module as unknown as { _load: Load }
const load = loader._load
loader._load = (id, ...rest) =>
  id === './rapid-client.node' ? nativeClient : Reflect.apply(load, loader, [id, ...rest])

interface Invocation {
  readonly bodyJson: string
  readonly headers: IncomingHttpHeaders
}

const agent = new Agent({ keepAlive: true })

const nativeClient = {
  next,
  done: (id: string, payload: string): void => post(`${id}/response`, payload),
  error: (id: string, payload: string): void => post(`${id}/error`, payload),
}

function next(): Promise<Invocation> {
  return new Promise((resolve, reject) => {
    const asking = request(urlOf('next'), { agent }, (response) => {
      let bodyJson = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        bodyJson += text
      })
      response.on('error', reject).on('end', () => resolve({ bodyJson, headers: response.headers }))
    })
    asking.on('error', reject).end()
  })
}

function post(path: string, payload: string): void {
  const headers = { 'content-type': 'application/json' }
  const outgoing = request(urlOf(path), { method: 'POST', headers, agent }, (response) => {
    response.resume()
  })
  outgoing.end(payload)
}

function urlOf(path: string): string {
  return `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/${path}`
}
