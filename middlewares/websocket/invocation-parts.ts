// What an invocation needs, and a function that only imports the middleware does not.
export { endpointFromOrigin } from '../../services/websocket/event-endpoint.ts'
export { webSocketConnection } from './connection.ts'
export { errorResponseOf } from './error-response.ts'
export { invocationBound } from './invocation-bound.ts'
export { connectingMembership, registeredMembership } from './membership.ts'
