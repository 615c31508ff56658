import { must } from '#base/assert.ts'
import type { Task } from '#base/task.ts'
import { createInference, type Inference } from '#model/bm25.ts'
import { notFound, pointMissing, RequestError, vectorNameMissing } from '#model/errors.ts'
import type { PointId } from '#model/point-id.ts'
import type { LookupLocation, QueryNode, VectorInput } from '#model/query.ts'
import type { InferenceInput, VectorData } from '#model/vector.ts'
import type { EngineDeps } from './engine-deps.ts'
import type { PointRef, ReadView } from './read-view.ts'
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

/** A point that a node names, and where it is looked up. */
interface Reference {
  readonly node: QueryNode
  readonly id: PointId
  readonly source: ReadView
}

/**
 * Reads the vectors of all points that the tree names, each from the collection and vector that its node looks
 * them up in. Ids that belong to this very collection are to be excluded from the results. That all points exist
 * is checked before that all have the vector.
 */
export async function fetchExamples(
  view: ReadView,
  root: QueryNode,
  deps: EngineDeps,
  rule: ExampleRule,
  task: Task,
): Promise<Examples> {
  const references = listReferences(root, view, await openLookups(view, root, deps))
  if (references.length === 0) {
    return {
      resolve: (_node, input) => (input.kind === 'id' ? undefined : ownVector(input, deps.inference)),
      excluded: noIds,
    }
  }
  const refs = references.map(findExample)
  if (rule !== 'grouped') refuseMissing(references, refs)
  const vectors = new Map<string, Map<PointId, VectorData | undefined>>()
  for (const [at, reference] of references.entries()) {
    const key = sourceKey(reference.node)
    const known = vectors.get(key) ?? new Map<PointId, VectorData | undefined>()
    vectors.set(key, known)
    if (!known.has(reference.id)) known.set(reference.id, readExample(reference, refs[at], rule))
    const pause = task.tick()
    if (pause) await pause
  }
  const own = references.filter(({ node }) => isOwn(node.lookupFrom, deps))
  return {
    resolve: (node, input) =>
      input.kind === 'id' ? vectors.get(sourceKey(node))?.get(input.id) : ownVector(input, deps.inference),
    excluded: new Set(own.map(({ id }) => id)),
  }
}

function listReferences(
  root: QueryNode,
  view: ReadView,
  lookups: ReadonlyMap<string, ReadView>,
): Reference[] {
  const references: Reference[] = []
  for (const node of nodesOf(root)) {
    const lookup = node.lookupFrom
    for (const input of vectorInputsOf(node.query)) {
      if (input.kind !== 'id') continue
      const source = lookup === undefined ? view : must(lookups.get(lookup.collection), 'the lookup is open')
      references.push({ node, id: input.id, source })
    }
  }
  return references
}

const isOwn = (lookup: LookupLocation | undefined, deps: EngineDeps): boolean =>
  lookup === undefined || lookup.collection === deps.collection

const vectorNameOf = (node: QueryNode): string => node.lookupFrom?.vectorName ?? node.using

const sourceKey = (node: QueryNode): string =>
  JSON.stringify([node.lookupFrom?.collection, vectorNameOf(node)])

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

function findExample({ node, id, source }: Reference): PointRef | undefined {
  const { config } = source.schema
  const ref = selectsNoShard(node.lookupFrom?.shardKeys) ? undefined : source.find(id)
  const name = vectorNameOf(node)
  if (ref !== undefined && !config.vectors.has(name) && !config.sparseVectors.has(name)) {
    throw vectorNameMissing(name)
  }
  return ref
}

function refuseMissing(references: readonly Reference[], refs: readonly (PointRef | undefined)[]): void {
  for (const [at, { id }] of references.entries()) if (refs[at] === undefined) throw pointMissing(id)
}

function readExample(
  { node, source }: Reference,
  ref: PointRef | undefined,
  rule: ExampleRule,
): VectorData | undefined {
  const vector = ref === undefined ? undefined : source.vectorOf(ref, vectorNameOf(node))
  if (vector !== undefined || rule === 'lenient') return vector
  throw notFound(`Vector with name "${vectorNameOf(node)}" for point not found`)
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
