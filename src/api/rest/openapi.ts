import { apiVersion } from '#base/version.ts'
import type { Operation } from '#service/operation.ts'
import { operations } from '#service/operations.ts'
import type { RestBinding } from './rest-binding.ts'

/** What an operation does, for those who read the list of all. */
const summaries: Readonly<Record<string, string>> = {
  'points.Search': 'Nearest points to a vector',
  'points.SearchBatch': 'Several searches at once',
  'points.SearchGroups': 'Nearest points to a vector, grouped by a payload field',
  'points.Query': 'Universal query: nearest, recommend, discover, order, fuse, score by formula',
  'points.QueryBatch': 'Several queries at once',
  'points.QueryGroups': 'A query whose points are grouped by a payload field',
  'points.Recommend': 'Points like some and unlike others',
  'points.RecommendBatch': 'Several recommendations at once',
  'points.RecommendGroups': 'Recommendations, grouped by a payload field',
  'points.Discover': 'Points near a target, in a context of pairs',
  'points.DiscoverBatch': 'Several discoveries at once',
  'points.Get': 'Points by their ids',
  'points.Scroll': 'Points in order of ids or of a payload field, page by page',
  'points.Count': 'How many points pass a filter',
  'points.Facet': 'Values of a payload field and how many points have them',
  'points.SearchMatrixPairs': 'Distances between sampled points, as pairs',
  'points.SearchMatrixOffsets': 'Distances between sampled points, as a sparse matrix',
  'points.Upsert': 'Write points whole, in a list or in columns',
  'points.Delete': 'Delete points',
  'points.UpdateVectors': 'Set vectors of points',
  'points.DeleteVectors': 'Delete vectors of points',
  'points.SetPayload': 'Merge a payload into that of points',
  'points.OverwritePayload': 'Replace the payload of points',
  'points.DeletePayload': 'Delete fields of payloads',
  'points.ClearPayload': 'Delete payloads',
  'points.UpdateBatch': 'Several writes in order',
  'points.CreateFieldIndex': 'Index a payload field',
  'points.DeleteFieldIndex': 'Delete a payload index',
  'points.CreateVectorName': 'Add a named vector to a collection',
  'points.DeleteVectorName': 'Delete a named vector of a collection',
  'collections.Create': 'Make a collection',
  'collections.Update': 'Change parameters of a collection',
  'collections.Delete': 'Delete a collection',
  'collections.Get': 'Configuration and state of a collection',
  'collections.CollectionExists': 'Whether there is such a collection',
  'collections.List': 'Names of all collections',
  'collections.UpdateAliases': 'Make, rename and delete aliases',
  'collections.ListAliases': 'All aliases',
  'collections.ListCollectionAliases': 'Aliases of a collection',
  'collections.CollectionClusterInfo': 'Where the shards of a collection are',
  'collections.ListShardKeys': 'Shard keys of a collection',
}

/** Parameters of query strings by the kind of operation. */
const queryParameters: Readonly<Record<Operation<never, unknown>['kind'], readonly Parameter[]>> = {
  read: [
    parameter('consistency', {
      oneOf: [{ type: 'integer', minimum: 1 }, words('all', 'majority', 'quorum')],
    }),
    parameter('timeout', { type: 'integer', minimum: 1, description: 'seconds' }),
  ],
  write: [
    parameter('wait', { type: 'boolean', default: false }),
    parameter('ordering', words('weak', 'medium', 'strong')),
    parameter('timeout', { type: 'integer', minimum: 0, description: 'seconds' }),
  ],
  admin: [parameter('timeout', { type: 'integer', minimum: 1, description: 'seconds' })],
}

interface Parameter {
  readonly name: string
  readonly in: 'query' | 'path'
  readonly required: boolean
  readonly schema: object
}

function parameter(name: string, schema: object): Parameter {
  return { name, in: 'query', required: false, schema }
}

function words(...known: string[]): object {
  return { type: 'string', enum: known }
}

/** One endpoint as the list of all shows it. */
export interface DocumentedEndpoint {
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly tag: string
}

const kinds = new Map(Object.values(operations).map(({ name, kind }) => [name, kind]))

export function documentedEndpoints(bindings: readonly RestBinding[]): DocumentedEndpoint[] {
  return bindings.map(({ name, route }) => ({
    ...route,
    summary: summaries[name] ?? '',
    tag: kinds.has(name) ? (name.split('.')[0] ?? '') : 'node',
  }))
}

/** The OpenAPI document of the given routes. */
export function openApiDocument(bindings: readonly RestBinding[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const [index, endpoint] of documentedEndpoints(bindings).entries()) {
    const binding = bindings[index] as RestBinding
    const path = (paths[endpoint.path] ??= {})
    path[endpoint.method.toLowerCase()] = operationObject(binding, endpoint)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Quiver', version: apiVersion, description: 'The REST API of Qdrant, served by Quiver.' },
    paths,
    components: { schemas: { Answer: answerSchema, Fault: faultSchema } },
  }
}

function operationObject(binding: RestBinding, { path, summary, tag }: DocumentedEndpoint): object {
  const kind = kinds.get(binding.name)
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  return {
    operationId: `${binding.name} ${binding.route.method} ${path}`.replaceAll(/\W+/g, '_'),
    tags: [tag],
    ...(summary === '' ? {} : { summary }),
    parameters: [
      ...names.map((name): Parameter => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...(kind === undefined ? [] : queryParameters[kind]),
    ],
    ...('takesBody' in binding && binding.takesBody
      ? { requestBody: { required: true, content: json({ type: 'object' }) } }
      : {}),
    responses: {
      '200': { description: 'Done', content: json({ $ref: '#/components/schemas/Answer' }) },
      default: { description: 'Refused or failed', content: json({ $ref: '#/components/schemas/Fault' }) },
    },
  }
}

function json(schema: object): object {
  return { 'application/json': { schema } }
}

const time = { type: 'number', description: 'Seconds that the operation took' }
const answerSchema = {
  type: 'object',
  required: ['result', 'status', 'time'],
  properties: { result: {}, status: { const: 'ok' }, time },
}
const faultSchema = {
  type: 'object',
  required: ['status', 'time'],
  properties: {
    status: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
    time,
  },
}
