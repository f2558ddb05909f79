export type { Gateway, GatewayOptions } from './gateway.ts'
export { startGateway } from './gateway.ts'
