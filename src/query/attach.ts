import type { CollectionConfig } from '#model/collection.ts'
import { vectorNameMissing } from '#model/errors.ts'
import { selectPayload } from '#model/payload-select.ts'
import type { Selectors, VectorSelector } from '#model/query.ts'
import type { RetrievedPoint, ScoredPoint } from '#model/result.ts'
import type { NamedVectors, VectorData } from '#model/vector.ts'
import type { Ranked } from './ranked.ts'
import type { PointRef, ReadView } from './read-view.ts'

/** Refuses a selector that names a vector which the collection does not have. */
export function checkVectorSelector(config: CollectionConfig, selector: VectorSelector): void {
  if (selector.kind !== 'names') return
  for (const name of selector.names) {
    if (!config.vectors.has(name) && !config.sparseVectors.has(name)) throw vectorNameMissing(name)
  }
}

/** The points of a list with what the selectors ask for. */
export function attachScored(view: ReadView, points: readonly Ranked[], selectors: Selectors): ScoredPoint[] {
  checkVectorSelector(view.schema.config, selectors.withVectors)
  return points.map(({ ref, score, versioned, orderValue }) => ({
    id: view.idOf(ref),
    payload: selectPayload(payloadFor(view, ref, selectors), selectors.withPayload),
    vectors: selectVectors(view, ref, selectors.withVectors),
    orderValue,
    version: versioned ? view.versionOf(ref) : 0,
    score,
  }))
}

/** A point with what the selectors ask for. */
export function attachRetrieved(
  view: ReadView,
  ref: PointRef,
  selectors: Selectors,
  orderValue?: bigint | number,
): RetrievedPoint {
  return {
    id: view.idOf(ref),
    payload: selectPayload(payloadFor(view, ref, selectors), selectors.withPayload),
    vectors: selectVectors(view, ref, selectors.withVectors),
    orderValue,
  }
}

const payloadFor = (view: ReadView, ref: PointRef, selectors: Selectors): Uint8Array | null =>
  selectors.withPayload.kind === 'none' ? null : view.payloadBytesOf(ref)

function selectVectors(view: ReadView, ref: PointRef, selector: VectorSelector): NamedVectors | null {
  if (selector.kind === 'none') return null
  const { config } = view.schema
  const names =
    selector.kind === 'names' ? selector.names : [...config.vectors.keys(), ...config.sparseVectors.keys()]
  const vectors = new Map<string, VectorData>()
  for (const name of names) {
    const vector = view.vectorOf(ref, name)
    if (vector !== undefined) vectors.set(name, vector)
  }
  return vectors
}
