const KB = 1024

/** Most that an entry point may weigh: see `bundleSize` for what is counted. */
export const sizeCeilings: Readonly<Record<string, number>> = {
  'apptheory-middy': 20 * KB,
  'apptheory-middy/middlewares/rate-limit': 10 * KB,
  'apptheory-middy/middlewares/event-bus': 5.5 * KB,
  'apptheory-middy/middlewares/websocket-management': 6 * KB,
  'apptheory-middy/services/rate-limiter': 5.5 * KB,
  'apptheory-middy/services/rate-limiter/dynamodb': 12 * KB,
  'apptheory-middy/services/event-bus': 16 * KB,
  'apptheory-middy/services/event-bus/dynamodb': 15.5 * KB,
  'apptheory-middy/services/websocket': 9 * KB,
  'apptheory-middy/services/websocket/dynamodb': 5.5 * KB,
  'apptheory-middy/streaming': 11.5 * KB,
  'apptheory-middy/testkit': 64 * KB,
  'apptheory-middy/testkit/gateway': 19 * KB,
}
