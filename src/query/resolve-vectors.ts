import { must } from '#base/assert.ts'
import type { Task } from '#base/task.ts'
import { createInference, type Inference } from '#model/bm25.ts'
import { notFound, pointMissing, RequestError, vectorNameMissing } from '#model/errors.ts'
import type { PointId } from '#model/point-id.ts'
import type { LookupLocation, QueryNode, VectorInput } from '#model/query.ts'
import type { InferenceInput, VectorData } from '#model/vector.ts'
import type { EngineDeps } from './engine-deps.ts'
import type { ReadView } from './read-view.ts'
import { selectsNoShard } from './shard-selection.ts'
import { nodesOf, vectorInputsOf } from './vector-inputs.ts'

/** What happens to an example whose point is missing or lacks the vector. */
export type ExampleRule =
  /** Both are refused. */
  | 'strict'
  /** A missing point is refused, one without the vector is left out. */
  | 'lenient'
  /** Both are refused with the text for a point without the vector. */
  | 'grouped'

/** The stored vectors of the points that a tree of queries names as examples. */
export interface Examples {
  /** The vector of an input; undefined where the rule leaves it out. */
  resolve(node: QueryNode, input: VectorInput): VectorData | undefined
  /** Ids that must not be in the results. */
  readonly excluded: ReadonlySet<PointId>
}

const noIds: ReadonlySet<PointId> = new Set()

/**
 * Reads the vectors of all points that the tree names, each from the collection and vector that its node looks
 * them up in. Ids that belong to this very collection are to be excluded from the results.
 */
export async function fetchExamples(
  view: ReadView,
  root: QueryNode,
  deps: EngineDeps,
  rule: ExampleRule,
  task: Task,
): Promise<Examples> {
  const vectors = new Map<string, Map<PointId, VectorData | undefined>>()
  const excluded = new Set<PointId>()
  const views = await openLookups(view, root, deps)
  if (!namesPoints(root)) {
    return {
      resolve: (_node, input) => (input.kind === 'id' ? undefined : ownVector(input, deps.inference)),
      excluded: noIds,
    }
  }
  for (const node of nodesOf(root)) {
    for (const input of vectorInputsOf(node.query)) {
      if (input.kind !== 'id') continue
      const lookup = node.lookupFrom
      const source = lookup === undefined ? view : must(views.get(lookup.collection), 'the lookup is open')
      if (lookup === undefined || lookup.collection === deps.collection) excluded.add(input.id)
      const key = sourceKey(node)
      const known = vectors.get(key) ?? new Map<PointId, VectorData | undefined>()
      vectors.set(key, known)
      if (!known.has(input.id)) known.set(input.id, readExample(source, node, input.id, rule))
      const pause = task.tick()
      if (pause) await pause
    }
  }
  return {
    resolve: (node, input) =>
      input.kind === 'id' ? vectors.get(sourceKey(node))?.get(input.id) : ownVector(input, deps.inference),
    excluded,
  }
}

function namesPoints(root: QueryNode): boolean {
  for (const node of nodesOf(root)) {
    if (vectorInputsOf(node.query).some((input) => input.kind === 'id')) return true
  }
  return false
}

const sourceKey = (node: QueryNode): string =>
  JSON.stringify([node.lookupFrom?.collection, node.lookupFrom?.vectorName ?? node.using])

async function openLookups(
  view: ReadView,
  root: QueryNode,
  deps: EngineDeps,
): Promise<Map<string, ReadView>> {
  const views = new Map<string, ReadView>()
  for (const { lookupFrom } of nodesOf(root)) {
    if (lookupFrom === undefined || views.has(lookupFrom.collection)) continue
    const { collection } = lookupFrom
    views.set(collection, collection === deps.collection ? view : await openLookup(collection, deps))
  }
  return views
}

/** The view of a collection to look points up in. */
export async function openLookup(collection: string, deps: EngineDeps): Promise<ReadView> {
  try {
    return await deps.lookup(collection)
  } catch (error) {
    if (error instanceof RequestError && error.kind === 'not-found') {
      throw notFound(`Collection ${collection} not found`)
    }
    throw error
  }
}

function readExample(
  source: ReadView,
  node: QueryNode,
  id: PointId,
  rule: ExampleRule,
): VectorData | undefined {
  const name = node.lookupFrom?.vectorName ?? node.using
  const { config } = source.schema
  if (!config.vectors.has(name) && !config.sparseVectors.has(name)) throw vectorNameMissing(name)
  const ref = findFor(source, node.lookupFrom, id)
  if (ref === undefined && rule !== 'grouped') throw pointMissing(id)
  const vector = ref === undefined ? undefined : source.vectorOf(ref, name)
  if (vector !== undefined || rule === 'lenient') return vector
  throw notFound(`Vector with name "${rule === 'grouped' ? node.using : name}" for point not found`)
}

function findFor(source: ReadView, lookup: LookupLocation | undefined, id: PointId): number | undefined {
  return selectsNoShard(source.schema.config, lookup?.shardKeys) ? undefined : source.find(id)
}

function ownVector(
  input: Exclude<VectorInput, { readonly kind: 'id' }>,
  inference: Inference | undefined,
): VectorData {
  switch (input.kind) {
    case 'dense':
    case 'sparse':
    case 'multi':
      return input
    case 'document':
    case 'image':
    case 'object':
      return infer(input, inference ?? createInference())
  }
}

function infer(input: InferenceInput, inference: Inference): VectorData {
  try {
    return inference.vectorOf(input, 'query')
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    throw new RequestError(error.kind, `Inference error: ${error.message}`, { cause: error })
  }
}
