import { partitionOfRegion, regionOfHost } from './aws-host.ts'
import { invalidEndpoint, missingEndpoint, missingRegion } from './endpoint.ts'

/**
 * The API that a WebSocket event comes from: the members of `requestContext` that an endpoint consists of.
 */
export interface WebSocketOrigin {
  /** The host that the client connected to: the `execute-api` host or a custom domain. */
  readonly domainName?: unknown
  /** The stage of the API. Needed on an `execute-api` host. */
  readonly stage?: unknown
  /** The ID of the API. Needed for `useApiId`; otherwise only checked against the host. */
  readonly apiId?: unknown
}

/** The options of {@link endpointFromOrigin}. */
export interface EndpointRules {
  /** The path of the API mapping of a custom domain, such as `chat`. @defaultValue none */
  readonly basePath?: string | undefined
  /** Whether to call the `execute-api` host of the API instead of a custom domain. @defaultValue false */
  readonly useApiId?: boolean | undefined
  /** The region of the API, required by `useApiId`. @defaultValue none */
  readonly region?: string | undefined
}

const hostName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/
const stageName = /^[\w$-]{1,128}$/
const apiIdentifier = /^[a-z0-9]{1,64}$/
// https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-custom-domain-names.html:
// mapping keys
const mappingKey = /^[\w$\-.+!*'()~]+(?:\/[\w$\-.+!*'()~]+)*$/

/**
 * The endpoint for the connections of the API that an event comes from. On `execute-api` it includes the
 * stage; on a custom domain the API mapping chooses the stage.
 *
 * Errors:
 *
 * - `websocket.missing_endpoint` if a member is missing
 * - `websocket.invalid_endpoint` if a member is not a host, stage or path, or an `execute-api` host is
 *   unknown to AWS or belongs to another API
 * - `websocket.missing_region` for `useApiId` without a region
 *
 * @example
 * ```ts
 * endpointFromOrigin({ domainName: 'abc123.execute-api.us-east-1.amazonaws.com', stage: 'prod' })
 * // https://abc123.execute-api.us-east-1.amazonaws.com/prod
 * endpointFromOrigin({ domainName: 'ws.example.com', stage: 'prod' }, { basePath: 'chat' })
 * // https://ws.example.com/chat
 * ```
 *
 * @see API Gateway Developer Guide, apigateway-how-to-call-websocket-api-connections.html
 */
export function endpointFromOrigin(origin: WebSocketOrigin, rules: EndpointRules = {}): string {
  if (rules.useApiId) return apiEndpoint(origin, rules.region)
  const host = hostOf(origin)
  if (/(?:^|\.)execute-api\./.test(host)) return executeApiEndpoint(host, origin)
  return `https://${host}${pathOf(rules.basePath)}`
}

function hostOf({ domainName }: WebSocketOrigin): string {
  if (typeof domainName !== 'string' || domainName === '') throw missingEndpoint()
  const host = domainName.toLowerCase()
  if (!hostName.test(host)) throw invalidEndpoint('is not a host name', 'requestContext.domainName')
  return host
}

function executeApiEndpoint(host: string, origin: WebSocketOrigin): string {
  if (regionOfHost(host) === undefined) {
    throw invalidEndpoint('is not a host of execute-api', 'requestContext.domainName')
  }
  if (origin.apiId !== undefined && !host.startsWith(`${String(origin.apiId).toLowerCase()}.`)) {
    throw invalidEndpoint('is the host of another API', 'requestContext.domainName')
  }
  return `https://${host}/${stageOf(origin)}`
}

function apiEndpoint(origin: WebSocketOrigin, region: string | undefined): string {
  if (typeof origin.apiId !== 'string' || origin.apiId === '') throw missingEndpoint()
  if (!apiIdentifier.test(origin.apiId)) throw invalidEndpoint('is not an API ID', 'requestContext.apiId')
  if (!region) throw missingRegion()
  const { dnsSuffix } = partitionOfRegion(region)
  return `https://${origin.apiId}.execute-api.${region}.${dnsSuffix}/${stageOf(origin)}`
}

function stageOf({ stage }: WebSocketOrigin): string {
  if (stage === undefined || stage === null || stage === '') throw missingEndpoint()
  if (typeof stage !== 'string' || !stageName.test(stage)) {
    throw invalidEndpoint('is not the name of a stage', 'requestContext.stage')
  }
  return stage
}

function pathOf(basePath = ''): string {
  const path = basePath.replace(/^\/+|\/+$/g, '')
  if (path === '') return ''
  if (!mappingKey.test(path) || path.includes('..')) throw invalidEndpoint('is not a path', 'basePath')
  return `/${path}`
}
