import { type DynamoDBException, validationException } from '../exceptions.ts'
import type { RequestInput } from '../requests/shape.ts'
import {
  type IndexDefinition,
  type KeyAttribute,
  type KeySchema,
  type KeyType,
  keyNames,
  type QueryKeys,
  queryKeyNames,
  type TableDefinition,
} from '../store/table-definition.ts'
import type { StreamViewType } from '../streams/table-stream.ts'

interface KeySchemaElement {
  readonly AttributeName: string
  readonly KeyType: 'HASH' | 'RANGE'
}

interface IndexInput {
  readonly IndexName: string
  readonly KeySchema: readonly KeySchemaElement[]
  readonly Projection: {
    readonly ProjectionType?: IndexDefinition['projectionType']
    readonly NonKeyAttributes?: string[]
  }
  readonly ProvisionedThroughput?: object
}

interface TableInput {
  readonly TableName: string
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string
    readonly AttributeType: KeyType
  }[]
  readonly KeySchema: readonly KeySchemaElement[]
  readonly BillingMode?: string | null
  readonly ProvisionedThroughput?: object | null
  readonly LocalSecondaryIndexes?: readonly IndexInput[] | null
  readonly GlobalSecondaryIndexes?: readonly IndexInput[] | null
  readonly StreamSpecification?: {
    readonly StreamEnabled: boolean
    readonly StreamViewType?: StreamViewType | null
  } | null
  readonly DeletionProtectionEnabled?: boolean | null
}

type KeyTypes = ReadonlyMap<string, KeyType>

const MAX_LOCAL_INDEXES = 5
const MAX_GLOBAL_INDEXES = 20
const MAX_INDEX_ATTRIBUTES = 4
const MAX_PROJECTED_ATTRIBUTES = 100

/**
 * What CreateTable asks for.
 *
 * @throws DynamoDBException `ValidationException` for what is not a table
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export function parseTableDefinition(request: RequestInput): TableDefinition {
  const input = request as unknown as TableInput
  assertThroughput(input)
  assertStream(input)
  const types = typesOf(input)
  const keys = keysOf(input.KeySchema, types)
  const locals = input.LocalSecondaryIndexes ?? undefined
  const globals = input.GlobalSecondaryIndexes ?? undefined
  if (!locals && !globals && types.size !== input.KeySchema.length) {
    throw invalid(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in ' +
        'AttributeDefinitions',
    )
  }
  const indexes = [
    ...(locals ?? []).map((index) => indexOf(index, 'local', keys, types)),
    ...(globals ?? []).map((index) => indexOf(index, 'global', keys, types)),
  ]
  if (locals) assertLocalIndexes(indexes.slice(0, locals.length), keys, locals)
  if (globals) assertGlobalIndexes(globals)
  assertIndexesTogether(indexes)
  assertAllUsed(types, keys, indexes)
  return {
    name: input.TableName,
    keys,
    queryKeys: queryKeysOf(keys),
    indexes: indexes.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    onDemand: input.BillingMode === 'PAY_PER_REQUEST',
    deletionProtection: input.DeletionProtectionEnabled === true,
    streamViewType: input.StreamSpecification?.StreamViewType ?? undefined,
    request,
  }
}

function assertThroughput(input: TableInput): void {
  const onDemand = input.BillingMode === 'PAY_PER_REQUEST'
  if (onDemand && input.ProvisionedThroughput) {
    throw invalid(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    )
  }
  if (!onDemand && !input.ProvisionedThroughput) {
    throw invalid(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    )
  }
  for (const { IndexName, ProvisionedThroughput } of input.GlobalSecondaryIndexes ?? []) {
    if (onDemand === !ProvisionedThroughput) continue
    throw invalid(
      onDemand
        ? `ProvisionedThroughput should not be specified for index: ${IndexName} when BillingMode is ` +
            `PAY_PER_REQUEST`
        : `ProvisionedThroughput must be specified for index: ${IndexName}`,
    )
  }
}

function assertStream({ StreamSpecification: stream }: TableInput): void {
  if (!stream || stream.StreamEnabled === Boolean(stream.StreamViewType)) return
  throw invalid(
    stream.StreamEnabled
      ? 'Table is being created with a stream enabled, UpdateViewType is required'
      : 'Table is being created with a stream disabled, UpdateViewType should not be specified',
  )
}

function typesOf({ AttributeDefinitions }: TableInput): KeyTypes {
  const types = new Map<string, KeyType>()
  for (const { AttributeName, AttributeType } of AttributeDefinitions) {
    if (types.has(AttributeName))
      throw validationException(`Duplicate AttributeName in AttributeDefinitions: ${AttributeName}`)
    types.set(AttributeName, AttributeType)
  }
  return types
}

function queryKeysOf({ hash, range }: KeySchema): QueryKeys {
  return { hashes: [hash], ranges: range ? [range] : [] }
}

/**
 * The keys of a global index: up to four attributes for the partition, then up to four to sort by.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html
 */
function globalKeysOf({ IndexName, KeySchema: elements }: IndexInput, types: KeyTypes): QueryKeys {
  if (elements.length <= 2 && elements.filter(({ KeyType }) => KeyType === 'HASH').length === 1) {
    return queryKeysOf(keysOf(elements, types))
  }
  assertDefined(elements, types)
  const hashes = elements.filter(({ KeyType }) => KeyType === 'HASH')
  const ranges = elements.filter(({ KeyType }) => KeyType === 'RANGE')
  if (elements[0]?.KeyType !== 'HASH') throw firstIsNoHash()
  if (elements.slice(0, hashes.length).some(({ KeyType }) => KeyType === 'RANGE')) {
    throw validationException('Invalid KeySchema: HASH elements must come before RANGE elements')
  }
  if (hashes.length > MAX_INDEX_ATTRIBUTES || ranges.length > MAX_INDEX_ATTRIBUTES) {
    throw invalid(
      `Index KeySchema has more than ${MAX_INDEX_ATTRIBUTES} HASH or RANGE elements for index: ${IndexName}`,
    )
  }
  const names = elements.map(({ AttributeName }) => AttributeName)
  if (new Set(names).size < names.length) {
    throw validationException('Two elements in the KeySchema have the same name')
  }
  const attributesOf = (some: typeof elements) =>
    some.map(({ AttributeName }) => keyAttribute(AttributeName, types))
  return { hashes: attributesOf(hashes), ranges: attributesOf(ranges) }
}

function firstIsNoHash(): DynamoDBException {
  return validationException('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')
}

function assertDefined(elements: readonly KeySchemaElement[], types: KeyTypes): void {
  const names = elements.map(({ AttributeName }) => AttributeName)
  if (names.length > types.size) {
    throw validationException('Invalid KeySchema: Some index key attribute have no definition')
  }
  if (!names.every((name) => types.has(name))) {
    throw invalid(
      'Some index key attributes are not defined in AttributeDefinitions. ' +
        `Keys: [${names.join(', ')}], AttributeDefinitions: [${[...types.keys()].join(', ')}]`,
    )
  }
}

function keysOf(elements: readonly KeySchemaElement[], types: KeyTypes): KeySchema {
  assertDefined(elements, types)
  const [first, second] = elements
  if (first?.AttributeName === second?.AttributeName) {
    throw validationException(
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    )
  }
  if (first?.KeyType !== 'HASH') {
    throw firstIsNoHash()
  }
  if (second && second.KeyType !== 'RANGE') {
    throw validationException('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type')
  }
  const hash = keyAttribute(first.AttributeName, types)
  return second ? { hash, range: keyAttribute(second.AttributeName, types) } : { hash }
}

function keyAttribute(name: string, types: KeyTypes): KeyAttribute {
  return { name, type: types.get(name) ?? 'S' }
}

function indexOf(
  input: IndexInput,
  kind: IndexDefinition['kind'],
  table: KeySchema,
  types: KeyTypes,
): IndexDefinition {
  const keys = kind === 'global' ? globalKeysOf(input, types) : queryKeysOf(keysOf(input.KeySchema, types))
  const { ProjectionType, NonKeyAttributes } = input.Projection
  if (!ProjectionType) throw invalid('Unknown ProjectionType: null')
  if (NonKeyAttributes && ProjectionType !== 'INCLUDE') {
    throw invalid(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`)
  }
  if (!NonKeyAttributes && ProjectionType === 'INCLUDE') {
    throw invalid('ProjectionType is INCLUDE, but NonKeyAttributes is not specified')
  }
  const nonKeyAttributes = NonKeyAttributes ?? []
  const basis = { name: input.IndexName, kind, keys, projectionType: ProjectionType, nonKeyAttributes }
  if (ProjectionType === 'ALL') return basis
  return { ...basis, projected: new Set([...queryKeyNames(keys), ...keyNames(table), ...nonKeyAttributes]) }
}

function assertLocalIndexes(
  indexes: readonly IndexDefinition[],
  table: KeySchema,
  inputs: readonly IndexInput[],
): void {
  if (inputs.length === 0) throw invalid('List of LocalSecondaryIndexes is empty')
  if (!table.range) {
    throw invalid(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    )
  }
  for (const { name, keys } of indexes) {
    if (keys.ranges.length === 0) {
      throw invalid(`Index KeySchema does not have a range key for index: ${name}`)
    }
    const [hash] = keys.hashes
    if (hash?.name === table.hash.name) continue
    throw invalid(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. ` +
        `index hash key: ${hash?.name}, table hash key: ${table.hash.name}`,
    )
  }
  if (inputs.length > MAX_LOCAL_INDEXES) {
    throw invalid(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MAX_LOCAL_INDEXES}`)
  }
}

function assertGlobalIndexes(inputs: readonly IndexInput[]): void {
  if (inputs.length === 0) throw invalid('List of GlobalSecondaryIndexes is empty')
  if (inputs.length > MAX_GLOBAL_INDEXES) {
    throw invalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_GLOBAL_INDEXES}`)
  }
}

function assertIndexesTogether(indexes: readonly IndexDefinition[]): void {
  const names = indexes.map(({ name }) => name)
  const duplicate = names.find((name, i) => names.indexOf(name) !== i)
  if (duplicate !== undefined) throw invalid(`Duplicate index name: ${duplicate}`)
  const projected = indexes.reduce((sum, { nonKeyAttributes }) => sum + nonKeyAttributes.length, 0)
  if (projected > MAX_PROJECTED_ATTRIBUTES) {
    throw invalid(`Number of projected attributes exceeds the per-table limit of ${MAX_PROJECTED_ATTRIBUTES}`)
  }
}

function assertAllUsed(types: KeyTypes, keys: KeySchema, indexes: readonly IndexDefinition[]): void {
  const used = new Set([queryKeysOf(keys), ...indexes.map((index) => index.keys)].flatMap(queryKeyNames))
  if (used.size === types.size) return
  throw invalid(
    'Some AttributeDefinitions are not used. ' +
      `AttributeDefinitions: [${[...types.keys()].join(', ')}], keys used: [${[...used].join(', ')}]`,
  )
}

function invalid(problem: string): DynamoDBException {
  return validationException(`One or more parameter values were invalid: ${problem}`)
}
