import type { Context } from 'aws-lambda'
import type { LambdaHandler } from '../invokers/lambda-handler.ts'
import { routeSelection } from './route-selection.ts'

/** A function as Lambda would call it. */
export type RouteHandler = LambdaHandler

/** Which function handles which route of a WebSocket API. */
export interface RouteOptions {
  /**
   * One function for all routes, or one for each by route key, such as `{ $connect, $default, sendMessage }`.
   */
  readonly handler: RouteHandler | Readonly<Record<string, RouteHandler>>
  /**
   * The routes of the API where one function has them all.
   * @defaultValue `$connect`, `$disconnect`, `$default`
   */
  readonly routes?: readonly string[] | undefined
  /** The expression that selects the route of a message. @defaultValue `$request.body.action` */
  readonly routeSelectionExpression?: string | undefined
}

export interface Routes {
  /** The key of the route for a message; `undefined` if none matches and `$default` is missing. */
  select(message: string): string | undefined
  /** The function of a route, if there is such a route. */
  handlerOf(routeKey: string): ((event: unknown, context: Context) => unknown) | undefined
}

const predefined: ReadonlySet<string> = new Set(['$connect', '$disconnect', '$default'])

/** @throws TypeError for a route selection expression that no WebSocket API would take */
export function routesOf(options: RouteOptions): Routes {
  const { handler, routes = [...predefined], routeSelectionExpression = '$request.body.action' } = options
  const selected = routeSelection(routeSelectionExpression)
  const handlers = new Map<string, RouteHandler>(
    typeof handler === 'function' ? routes.map((key) => [key, handler]) : Object.entries(handler),
  )
  return {
    select(message) {
      const key = selected(message)
      const exists = key !== undefined && handlers.has(key) && !predefined.has(key)
      return exists ? key : handlers.has('$default') ? '$default' : undefined
    },
    handlerOf: (routeKey) => handlers.get(routeKey) as ReturnType<Routes['handlerOf']>,
  }
}
