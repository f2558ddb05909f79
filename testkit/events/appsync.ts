import type { AppSyncIdentity, AppSyncResolverEvent } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  anObject,
  aString,
  eitherOf,
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  oneOf,
  recordOf,
} from '../../services/options/option-rules.ts'
import { REGION } from './aws-origin.ts'
import { derivedUuid } from './derived-ids.ts'
import { fittingEvent } from './size-limits.ts'

/** The input of {@link buildAppSyncResolverEvent}. Everything that is left out has a default. */
export interface AppSyncResolverInput<TArguments extends object = Record<string, unknown>> {
  /** The field that is resolved. @defaultValue `getOrder` */
  readonly fieldName?: string | undefined
  /** The type that has the field, such as `Query`. @defaultValue `Query` */
  readonly parentTypeName?: string | undefined
  /** The arguments of the field. @defaultValue none */
  readonly arguments?: TArguments | undefined
  /** Paths of the fields that were asked for, such as `lines/sku`. @defaultValue `['id']` */
  readonly selectionSet?: readonly string[] | undefined
  /** The variables of the GraphQL request. @defaultValue none */
  readonly variables?: Readonly<Record<string, unknown>> | undefined
  /** Null is what an API key has. @defaultValue a user of a Cognito user pool */
  readonly identity?: AppSyncIdentity
  /** The parent object, of a nested field. @defaultValue null */
  readonly source?: Readonly<Record<string, unknown>> | null | undefined
  /** Headers of the GraphQL request, besides those of a simple client. @defaultValue none */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The custom domain of the API. @defaultValue null, which an API without one has */
  readonly domainName?: string | null | undefined
  /** What the function before this one in a pipeline returned. @defaultValue null */
  readonly prev?: { readonly result: Readonly<Record<string, unknown>> } | null | undefined
  /** What earlier functions of the pipeline have stored. @defaultValue empty */
  readonly stash?: Readonly<Record<string, unknown>> | undefined
}

const anObjectOrNull = eitherOf(anObject, oneOf(null))

const rules: OptionRulesOf<AppSyncResolverInput> = {
  fieldName: nonEmptyString,
  parentTypeName: nonEmptyString,
  arguments: anObject,
  selectionSet: listOf(nonEmptyString),
  variables: anObject,
  identity: anObjectOrNull,
  source: anObjectOrNull,
  headers: recordOf(aString),
  domainName: eitherOf(nonEmptyString, oneOf(null)),
  prev: anObjectOrNull,
  stash: anObject,
}

/**
 * What AppSync passes to a direct Lambda resolver.
 *
 * @example
 * ```ts
 * const event = buildAppSyncResolverEvent({ fieldName: 'getOrder', arguments: { id: '7' } })
 * ```
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html
 * @throws TypeError that names the option, or for an event over 6 MB
 */
export function buildAppSyncResolverEvent<TArguments extends object = Record<string, unknown>>(
  input: AppSyncResolverInput<TArguments> = {},
): AppSyncResolverEvent<TArguments> {
  checkOptions('buildAppSyncResolverEvent', input, rules)
  const { selectionSet = ['id'], identity = cognitoUser, source = null, prev = null } = input
  const event: AppSyncResolverEvent<TArguments> = {
    arguments: input.arguments ?? ({} as TArguments),
    identity,
    source,
    request: { headers: { ...defaultHeaders, ...input.headers }, domainName: input.domainName ?? null },
    prev: prev && { result: { ...prev.result } },
    info: {
      selectionSetList: withParents(selectionSet),
      selectionSetGraphQL: graphQLOf(treeOf(selectionSet), ''),
      fieldName: input.fieldName ?? 'getOrder',
      parentTypeName: input.parentTypeName ?? 'Query',
      variables: { ...input.variables },
    },
    stash: { ...input.stash },
  }
  return fittingEvent('buildAppSyncResolverEvent', event)
}

const sub = derivedUuid('cognito user')
const issuer = `https://cognito-idp.${REGION}.amazonaws.com/${REGION}_EXAMPLE`

const cognitoUser: AppSyncIdentity = {
  sub,
  issuer,
  username: 'tester',
  claims: { sub, iss: issuer, 'cognito:username': 'tester', token_use: 'id' },
  sourceIp: ['203.0.113.7'],
  defaultAuthStrategy: 'ALLOW',
  groups: null,
}

const defaultHeaders = {
  'content-type': 'application/json',
  host: `appsync123.appsync-api.${REGION}.amazonaws.com`,
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-proto': 'https',
}

/** AppSync lists a field before the fields within it. */
function withParents(paths: readonly string[]): string[] {
  const all = paths.flatMap((path) => {
    const parts = path.split('/')
    return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
  })
  return [...new Set(all)]
}

type FieldTree = Map<string, FieldTree>

function treeOf(paths: readonly string[]): FieldTree {
  const tree: FieldTree = new Map()
  for (const path of paths) {
    let node = tree
    for (const name of path.split('/')) {
      const child: FieldTree = node.get(name) ?? new Map()
      node.set(name, child)
      node = child
    }
  }
  return tree
}

function graphQLOf(tree: FieldTree, indent: string): string {
  const lines = [...tree].map(([name, fields]) => {
    const within = fields.size > 0 ? ` ${graphQLOf(fields, `${indent}  `)}` : ''
    return `${indent}  ${name}${within}\n`
  })
  return `{\n${lines.join('')}${indent}}`
}
