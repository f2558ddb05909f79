/** The route that a message selects, or `undefined` where the expression cannot be evaluated against it. */
export type RouteSelection = (message: string) => string | undefined

/**
 * A route selection expression, ready to be evaluated: one or more `$request.body.path.to.element`, with or
 * without braces, and text around them.
 * @throws TypeError for one that selects by anything but the body
 * @see
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */
export function routeSelection(expression: string): RouteSelection {
  const parts = [...expression.matchAll(/\\\$|\$\{([^}]*)\}|\$([\w.[\]]+)|[^$\\]+|\\|\$/g)].map(
    ([text, braced, bare]) => {
      const variable = braced ?? bare
      if (variable === undefined) return { text: text === '\\$' ? '$' : text }
      const path = /^request\.body\.([\w-]+(?:\.[\w-]+)*)$/.exec(variable)?.[1]
      if (path === undefined) throw invalidExpression(expression)
      return { path: path.split('.') }
    },
  )
  if (!parts.some((part) => 'path' in part)) throw invalidExpression(expression)
  return (message) => {
    const body = parsed(message)
    const values = parts.map((part) => ('path' in part ? elementAt(body, part.path) : part.text))
    return values.includes(undefined) ? undefined : values.join('')
  }
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

function elementAt(body: unknown, path: readonly string[]): string | undefined {
  let element = body
  for (const name of path) {
    if (typeof element !== 'object' || element === null || !Object.hasOwn(element, name)) return undefined
    element = Reflect.get(element, name)
  }
  return typeof element === 'object' || element === undefined ? undefined : String(element)
}

function invalidExpression(expression: string): TypeError {
  return new TypeError(
    "startWebSocketGateway: option 'routeSelectionExpression' must select by the body of the message, " +
      `such as '$request.body.action', not '${expression}'`,
  )
}
