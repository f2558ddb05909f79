const KB = 1024

/** Most that an entry point may weigh: see `bundleSize` for what is counted. */
export const sizeCeilings: Readonly<Record<string, number>> = {
  'apptheory-middy': 43.5 * KB,
  'apptheory-middy/middlewares/rate-limit': 10 * KB,
  'apptheory-middy/middlewares/event-bus': 3.75 * KB,
  'apptheory-middy/middlewares/websocket-management': 6 * KB,
  'apptheory-middy/services/rate-limiter': 6.75 * KB,
  'apptheory-middy/services/rate-limiter/dynamodb': 23.75 * KB,
  'apptheory-middy/services/event-bus': 16.5 * KB,
  'apptheory-middy/services/event-bus/dynamodb': 18.5 * KB,
  'apptheory-middy/services/websocket': 9 * KB,
  'apptheory-middy/services/websocket/dynamodb': 5.5 * KB,
  'apptheory-middy/streaming': 11 * KB,
  'apptheory-middy/testkit': 71 * KB,
  'apptheory-middy/testkit/gateway': 18.5 * KB,
}
