// Preloaded into the process of the runtime interface client, which has a native addon for the replies of
// handlers that do not stream. This stands in for it, so that nobody needs a compiler.
import { request } from 'node:http'
import Module from 'node:module'

type Load = (id: string, ...rest: readonly unknown[]) => unknown

const loader = Module as unknown as { _load: Load }
const load = loader._load
loader._load = (id, ...rest) =>
  id === './rapid-client.node' ? nativeClient : Reflect.apply(load, loader, [id, ...rest])

const nativeClient = {
  done: (id: string, payload: string): void => post(`${id}/response`, payload),
  error: (id: string, payload: string): void => post(`${id}/error`, payload),
}

function post(path: string, payload: string): void {
  const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/${path}`
  const outgoing = request(
    url,
    { method: 'POST', headers: { 'content-type': 'application/json' } },
    (response) => {
      response.resume()
    },
  )
  outgoing.end(payload)
}
