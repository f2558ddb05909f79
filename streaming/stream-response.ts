import { Exchange } from './exchange.ts'
import type { RunInvocation, StreamedInvocation } from './run-invocation.ts'
import { resolveStreamOptions, type StreamOptions } from './stream-options.ts'

/**
 * Returns the function that runs the invocations of a streaming function. It rejects with a TypeError if the
 * function was called as one that does not stream.
 * @param owner - the function that takes the options
 * @throws TypeError that names the option
 */
export function responseStreamer(
  owner: string,
  options: StreamOptions | undefined,
): (invocation: StreamedInvocation) => Promise<void> {
  const resolved = resolveStreamOptions(owner, options)
  let run: RunInvocation = async (...parameters) => (await loading)(...parameters)
  // Loaded during Lambda's init, and only by functions that stream.
  const loading = import('./run-invocation.ts').then(({ runInvocation }) => {
    run = runInvocation
    return runInvocation
  })
  // The stream is watched before anything is awaited: an error without a listener ends the process.
  return async (invocation) => run(invocation, new Exchange(invocation, resolved))
}
