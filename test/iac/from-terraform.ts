import { type HclBlock, type HclValue, parseHcl } from './hcl.ts'
import {
  type Grant,
  type Infrastructure,
  listOf,
  mergedGrants,
  plainName,
  type StreamMapping,
  type Table,
} from './infrastructure.ts'

/** What Terraform declares with the AWS provider. */
export function fromTerraform(code: string): Infrastructure {
  const blocks = parseHcl(code)
  const named = (label: string) => blocks.filter(({ labels }) => labels[0] === label)
  return {
    tables: Object.fromEntries(named('aws_dynamodb_table').map((block) => [nameOf(block), tableOf(block)])),
    grants: mergedGrants(named('aws_iam_policy_document').flatMap(grantsOf)),
    mappings: named('aws_lambda_event_source_mapping').map(mappingOf),
  }
}

function nameOf({ labels }: HclBlock): string {
  return plainName(labels[1] ?? '')
}

function inner({ blocks }: HclBlock, type: string): readonly HclBlock[] {
  return blocks.filter((block) => block.type === type)
}

function keysOf({ attributes: { hash_key: hash, range_key: range } }: HclBlock): readonly string[] {
  return [`HASH ${hash}`, ...(range === undefined ? [] : [`RANGE ${range}`])]
}

function tableOf(block: HclBlock): Table {
  const { attributes } = block
  const [ttl] = inner(block, 'ttl')
  return {
    keys: keysOf(block),
    attributes: Object.fromEntries(
      inner(block, 'attribute').map(({ attributes: { name, type } }) => [String(name), String(type)]),
    ),
    indexes: Object.fromEntries(
      inner(block, 'global_secondary_index').map((index) => [
        String(index.attributes['name']),
        [...keysOf(index), String(index.attributes['projection_type'])],
      ]),
    ),
    billing: text(attributes['billing_mode']),
    ttl: ttl?.attributes['enabled'] === true ? text(ttl.attributes['attribute_name']) : undefined,
    stream: attributes['stream_enabled'] === true ? text(attributes['stream_view_type']) : undefined,
  }
}

function text(value: HclValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function grantsOf(document: HclBlock): readonly Grant[] {
  return inner(document, 'statement').map(({ attributes: { actions, resources } }) => ({
    holder: nameOf(document),
    resources: listOf(resources as readonly string[]).map(resourceOf),
    actions: listOf(actions as readonly string[]),
  }))
}

/** Such as `events`, `events/index/*`, `events stream`. */
function resourceOf(reference: string): string {
  if (reference.includes('@connections')) return 'connections of the API'
  const [, name = reference, attribute, rest = ''] =
    /aws_dynamodb_table\.(\w+)\.(\w+)\}?(.*)/.exec(reference) ?? []
  return attribute === 'stream_arn' ? `${plainName(name)} stream` : plainName(name) + rest
}

function mappingOf(block: HclBlock): StreamMapping {
  const { attributes } = block
  const filters = inner(block, 'filter_criteria').flatMap((criteria) => inner(criteria, 'filter'))
  return {
    holder: nameOf(block),
    stream: resourceOf(String(attributes['event_source_arn'])),
    startingPosition: String(attributes['starting_position']),
    responseTypes: listOf(attributes['function_response_types'] as readonly string[]),
    bisects: attributes['bisect_batch_on_function_error'] === true,
    retries: Number(attributes['maximum_retry_attempts']),
    filters: filters.map(({ attributes: { pattern } }) => (pattern as { jsonencode?: unknown }).jsonencode),
  }
}
