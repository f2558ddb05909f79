import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { LambdaFunction } from './lambda-function.ts'

/** Has a function answer, and hands on what comes as it comes. `signal` ends what is under way. */
export async function forward(
  lambda: LambdaFunction,
  incoming: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const { port, release } = await lambda.environment()
  const { method, url: path, headers } = incoming
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers, signal, agent: false })
  outgoing.on('response', (answer) => handOn(answer, response, lambda.runsToTheEnd))
  outgoing.on('error', () => response.destroy())
  outgoing.on('close', release)
  response.on('close', () => {
    if (!response.writableFinished && !lambda.runsToTheEnd) outgoing.destroy()
  })
  incoming.pipe(outgoing)
}

function handOn(answer: IncomingMessage, response: ServerResponse, toTheEnd: boolean): void {
  response.writeHead(answer.statusCode ?? 502, answer.headers)
  response.flushHeaders()
  answer.pipe(response)
  response.on('close', () => {
    answer.unpipe(response)
    if (toTheEnd) answer.resume()
  })
  answer.on('error', () => response.destroy())
  answer.on('close', () => {
    // A body that broke off breaks off here as well.
    if (!answer.complete) response.destroy()
  })
}
