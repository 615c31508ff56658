import type { HardwareUsage } from '#base/hardware-usage.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { vectorNameMissing } from '#model/errors.ts'
import { isVectorOnDisk } from '#model/on-disk.ts'
import { selectPayload } from '#model/payload-select.ts'
import type { Selectors, VectorSelector } from '#model/query.ts'
import type { RetrievedPoint, ScoredPoint } from '#model/result.ts'
import { type NamedVectors, type VectorData, vectorBytes } from '#model/vector.ts'
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
export function attachScored(
  view: ReadView,
  points: readonly Ranked[],
  selectors: Selectors,
  usage: HardwareUsage,
): ScoredPoint[] {
  checkVectorSelector(view.schema.config, selectors.withVectors)
  return points.map(({ ref, score, versioned, orderValue }) => ({
    id: view.idOf(ref),
    payload: selectPayload(payloadFor(view, ref, selectors, usage), selectors.withPayload),
    vectors: selectVectors(view, ref, selectors.withVectors, usage),
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
  usage: HardwareUsage,
  orderValue?: bigint | number,
): RetrievedPoint {
  return {
    id: view.idOf(ref),
    payload: selectPayload(payloadFor(view, ref, selectors, usage), selectors.withPayload),
    vectors: selectVectors(view, ref, selectors.withVectors, usage),
    orderValue,
  }
}

function payloadFor(
  view: ReadView,
  ref: PointRef,
  selectors: Selectors,
  usage: HardwareUsage,
): Uint8Array | null {
  return selectors.withPayload.kind === 'none' ? null : readPayload(view, ref, usage)
}

/** The payload of a point, whose bytes are counted. */
export function readPayload(view: ReadView, ref: PointRef, usage: HardwareUsage): Uint8Array | null {
  const payload = view.payloadBytesOf(ref)
  if (payload !== null) usage.payloadIoRead += payload.length
  return payload
}

function selectVectors(
  view: ReadView,
  ref: PointRef,
  selector: VectorSelector,
  usage: HardwareUsage,
): NamedVectors | null {
  if (selector.kind === 'none') return null
  const { config } = view.schema
  const names =
    selector.kind === 'names' ? selector.names : [...config.vectors.keys(), ...config.sparseVectors.keys()]
  const vectors = new Map<string, VectorData>()
  for (const name of names) {
    const vector = view.vectorOf(ref, name)
    if (vector === undefined) continue
    vectors.set(name, vector)
    if (isVectorOnDisk(config, name)) usage.vectorIoRead += vectorBytes(vector)
  }
  return vectors
}
