import { parse } from 'yaml'
import {
  type Grant,
  type Infrastructure,
  listOf,
  mergedGrants,
  plainName,
  type StreamMapping,
  streamActions,
  type Table,
} from './infrastructure.ts'

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON, read where it is known to be there
type Json = any

interface Resource {
  readonly Type: string
  readonly Properties: Json
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
}

const customTags = ['Ref', 'Sub', 'GetAtt'].map((name) => ({
  tag: `!${name}`,
  resolve: (text: string) => ({ [name]: text }),
}))

/** A template of SAM or CloudFormation in YAML. */
export function templateFrom(yaml: string): Template {
  return parse(yaml, { customTags })
}

/** What a template declares: of SAM, or as CDK synthesises it. */
export function fromCloudFormation({ Resources }: Template): Infrastructure {
  const resources = Object.entries(Resources)
  const ofTypes = (...types: readonly string[]) => resources.filter(([, { Type }]) => types.includes(Type))
  const functions = ofTypes('AWS::Serverless::Function')
  return {
    tables: Object.fromEntries(
      ofTypes('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(([name, { Properties }]) => [
        plainName(name),
        tableOf(Properties),
      ]),
    ),
    grants: mergedGrants([
      ...functions.flatMap(([name, { Properties }]) => grantsOfFunction(name, Properties)),
      ...ofTypes('AWS::IAM::Policy').flatMap(([, { Properties }]) => grantsOfPolicy(Properties)),
    ]),
    mappings: [
      ...functions.flatMap(([name, { Properties }]) => mappingsOfFunction(name, Properties)),
      ...ofTypes('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) =>
        mappingOf(nameIn(Properties.FunctionName), Properties.EventSourceArn, Properties),
      ),
    ],
  }
}

function tableOf(properties: Json): Table {
  const keysOf = (schema: Json): string[] =>
    schema.map(({ AttributeName, KeyType }: Json) => `${KeyType} ${AttributeName}`)
  const { TimeToLiveSpecification: ttl, GlobalSecondaryIndexes: indexes = [] } = properties
  return {
    keys: keysOf(properties.KeySchema),
    attributes: Object.fromEntries(
      properties.AttributeDefinitions.map(({ AttributeName, AttributeType }: Json) => [
        AttributeName,
        AttributeType,
      ]),
    ),
    indexes: Object.fromEntries(
      indexes.map(({ IndexName, KeySchema, Projection }: Json) => [
        IndexName,
        [...keysOf(KeySchema), Projection.ProjectionType],
      ]),
    ),
    billing: properties.BillingMode,
    ttl: ttl?.Enabled ? ttl.AttributeName : undefined,
    stream: properties.StreamSpecification?.StreamViewType,
  }
}

function grantsOfFunction(name: string, properties: Json): readonly Grant[] {
  const policies = listOf<Json>(properties.Policies).flatMap(({ Statement }) => Statement)
  // SAM adds the managed policy for streams by itself.
  const streams = streamsOf(properties).map(({ Stream }) => ({ Action: streamActions, Resource: Stream }))
  return [...policies, ...streams].map((statement) => grantOf(plainName(name), statement))
}

function grantsOfPolicy({ PolicyDocument, Roles }: Json): readonly Grant[] {
  const [role] = Roles
  const holder = plainName(role.Ref.replace(/ServiceRole[0-9A-F]{8}$/, ''))
  const statements: readonly Json[] = PolicyDocument.Statement
  const grants = statements.map((statement) => grantOf(holder, statement))
  // CDK asks for ListStreams on `*`: it is a permission on streams all the same.
  const [stream] = grants.filter(({ actions }) => actions.includes('dynamodb:GetRecords'))
  return grants.map((grant) =>
    grant.resources.includes('*') && stream ? { ...grant, resources: stream.resources } : grant,
  )
}

function grantOf(holder: string, { Action, Resource }: Json): Grant {
  return { holder, resources: listOf<Json>(Resource).map(resourceOf), actions: listOf<string>(Action) }
}

/** Such as `events`, `events/index/*`, `events stream`. */
function resourceOf(resource: Json): string {
  if (typeof resource === 'string') return resource
  const [name, attribute] = attributeOf(resource)
  if (name) return attribute === 'StreamArn' ? `${plainName(name)} stream` : plainName(name)
  const text: string = resource.Sub ?? joined(resource)
  if (text.includes('execute-api')) return 'connections of the API'
  return plainName(text.replace(/\$\{(\w+)\.Arn\}.*/, '$1')) + text.replace(/\$\{\w+\.Arn\}/, '')
}

function joined({ 'Fn::Join': [separator, parts] }: Json): string {
  return parts
    .map((part: Json) => (typeof part === 'string' ? part : `\${${attributeOf(part)[0] ?? part.Ref}.Arn}`))
    .join(separator)
}

function attributeOf(resource: Json): readonly [name?: string, attribute?: string] {
  if (resource['Fn::GetAtt']) return resource['Fn::GetAtt']
  return resource.GetAtt?.split('.') ?? []
}

function nameIn(value: Json): string {
  return plainName(typeof value === 'string' ? value : value.Ref)
}

function streamsOf({ Events = {} }: Json): readonly Json[] {
  return Object.values<Json>(Events)
    .filter(({ Type }) => Type === 'DynamoDB')
    .map(({ Properties }) => Properties)
}

function mappingsOfFunction(name: string, properties: Json): readonly StreamMapping[] {
  return streamsOf(properties).map((source) => mappingOf(plainName(name), source.Stream, source))
}

function mappingOf(holder: string, stream: Json, source: Json): StreamMapping {
  return {
    holder,
    stream: resourceOf(stream),
    startingPosition: source.StartingPosition,
    responseTypes: source.FunctionResponseTypes,
    bisects: source.BisectBatchOnFunctionError,
    retries: source.MaximumRetryAttempts,
    filters: source.FilterCriteria.Filters.map(({ Pattern }: Json) => JSON.parse(Pattern)),
  }
}
