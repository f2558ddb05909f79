import type { Callback, Context } from 'aws-lambda'
import { isPromiseLike } from '../../services/is-promise-like.ts'
import { copyOfEvent } from './copy-of-event.ts'

/**
 * A function as Lambda calls it: a Middy chain, a `Handler` of `@types/aws-lambda`, or any function that
 * takes fewer parameters.
 */
export type LambdaHandler<TEvent = never> = (event: TEvent, context: never, ...callback: never[]) => unknown

/**
 * Calls a function as Lambda does: with a copy of the event, as it comes from JSON. A function that takes a
 * callback and returns no promise is waited for until it calls back.
 */
export function callHandler(handler: LambdaHandler, event: unknown, context: Context): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, result) => (error ? reject(error) : resolve(result))
    const returned = handler(copyOfEvent(event) as never, context as never, callback as never)
    if (isPromiseLike(returned) || handler.length < 3) resolve(returned)
  })
}
