import { malformed, wrongInput } from '#model/errors.ts'
import { parsePayloadPath } from '#model/payload-path.ts'
import type { PointId } from '#model/point-id.ts'
import type { NamedVectorInputs, VectorData } from '#model/vector.ts'
import type { PointSelector, PointWrite, UpdateMode, WriteOperation } from '#model/write.ts'
import { filterOf, optionalFilterOf } from './filter-codec.ts'
import type { RawFilter } from './filter-messages.ts'
import { pointIdOf } from './point-id-codec.ts'
import { type RawPayload, storedPayload } from './points-payload.ts'
import { type Problems, within } from './points-validation.ts'
import type { RawPoint, RawPointVectors, RawSelector, RawVectors } from './points-write-messages.ts'
import { checkVector, type RawVector, vectorOf } from './vector-codec.ts'

/**
 * What changes points, from messages to the model. The same functions serve the methods and the operations
 * of a batch; only the methods check fields beforehand.
 */
type Operation = WriteOperation<NamedVectorInputs>

interface RawUpsert {
  readonly points: readonly RawPoint[]
  readonly updateFilter: RawFilter | undefined
  readonly updateMode: number | undefined
}

export function upsertOf({ points, updateFilter, updateMode }: RawUpsert): Operation {
  return {
    kind: 'upsert',
    points: points.map(pointOf),
    updateFilter: optionalFilterOf(updateFilter),
    mode: modeOf(updateMode),
  }
}

/** Unknown numbers mean a plain upsert. */
function modeOf(mode: number | undefined): UpdateMode {
  return (['upsert', 'insert_only', 'update_only'] as const)[mode ?? 0] ?? 'upsert'
}

function pointOf(raw: RawPoint, index: number): PointWrite<NamedVectorInputs> {
  const payload = raw.payload === undefined ? null : storedPayload(raw.payload)
  if (raw.vectors === undefined) throw malformed('Expected some vectors')
  const vectors = namedVectorsOf(raw.vectors, index)
  if (raw.id === undefined) throw malformed('Empty ID is not allowed')
  return { id: pointIdOf(raw.id), vectors, payload }
}

interface RawVectorUpdate {
  readonly points: readonly RawPointVectors[]
  readonly updateFilter: RawFilter | undefined
}

export function updateVectorsOf({ points, updateFilter }: RawVectorUpdate): Operation {
  return {
    kind: 'update_vectors',
    points: points.map(pointVectorsOf),
    updateFilter: optionalFilterOf(updateFilter),
  }
}

function pointVectorsOf(raw: RawPointVectors, index: number): { id: PointId; vectors: NamedVectorInputs } {
  if (raw.id === undefined) throw malformed('id is expected')
  const id = pointIdOf(raw.id)
  if (raw.vectors === undefined) throw malformed('vectors is expected')
  return { id, vectors: namedVectorsOf(raw.vectors, index) }
}

function namedVectorsOf({ vectorsOptions: options }: RawVectors, index: number): NamedVectorInputs {
  if (options === undefined) throw malformed('No Vector Provided')
  if (options.kind === 'vector') {
    const vector = options.value
    if (vector.vector?.kind === 'sparse' || (vector.vector === undefined && vector.indices !== undefined)) {
      throw malformed('Sparse vector must be named')
    }
    refuseShape(`points[${index}].vector`, vector)
    return new Map([['', vectorOf(vector)]])
  }
  return namedOf(options.value.vectors, index)
}

function namedOf(vectors: ReadonlyMap<string, RawVector>, index: number): NamedVectorInputs {
  const named: Map<string, ReturnType<typeof vectorOf>> = new Map()
  for (const [name, vector] of vectors) {
    refuseShape(`points[${index}].vector.?`, vector)
    named.set(name, vectorOf(vector))
  }
  return named
}

/**
 * Vectors of a wrong shape, which only come through a batch: the methods have refused them already. They
 * must not get further, the storage relies on their shape.
 */
function refuseShape(path: string, vector: RawVector): void {
  // The older fields are nothing beside the oneof.
  const shape =
    vector.vector === undefined ? vector : { ...vector, indices: undefined, vectorsCount: undefined }
  const problems = within(path, checkVector(shape))
  if (problems === undefined) return
  throw wrongInput(problems.map((problem) => `${problem.path}: ${withCode(problem.text)}`).join('; '))
}

/** Rules of multivectors by the beginnings of their texts: a batch names the rule beside the text. */
const multiVectorRules: readonly (readonly [string, string])[] = [
  ['multi vector must not be empty', 'empty_multi_vector'],
  ['all vectors must be non-empty', 'empty_vector'],
  ['Total size of all vectors', 'multi_vector_too_large'],
  ['all vectors must have the same dimension', 'inconsistent_multi_vector'],
]

function withCode(text: string): string {
  const rule = multiVectorRules.find(([start]) => text.startsWith(start))
  return rule === undefined ? text : `Validation error: ${rule[1]} [{"message": String("${text}")}]`
}

/** Refuses dense vectors without numbers, which only upserts do so early. */
export function refuseEmptyVectors(points: readonly PointWrite<NamedVectorInputs>[]): void {
  points.forEach(({ vectors }, index) => {
    for (const [name, vector] of vectors) {
      if (vector.kind !== 'dense' || (vector as VectorData).values.length > 0) continue
      const path = `points[${index}].vector${name === '' && vectors.size === 1 ? '' : '.?'}`
      throw wrongInput(`${path}.vector: dense vector must not be empty`)
    }
  })
}

function selectorOf(raw: RawSelector | undefined, missing: string): PointSelector {
  if (raw === undefined) throw malformed(missing)
  const selector = raw.pointsSelectorOneOf
  if (selector === undefined) throw malformed('Malformed PointsSelector type')
  if (selector.kind === 'points') return { kind: 'ids', ids: selector.value.ids.map(pointIdOf) }
  return { kind: 'filter', filter: filterOf(selector.value) }
}

const selectorMissing = 'PointSelector is missing'
const selectorExpected = 'points_selector is expected'

export function deleteOf(points: RawSelector | undefined): Operation {
  return { kind: 'delete', selector: selectorOf(points, selectorMissing) }
}

export function clearPayloadOf(points: RawSelector | undefined): Operation {
  return { kind: 'clear_payload', selector: selectorOf(points, selectorMissing) }
}

interface RawVectorDeletion {
  readonly pointsSelector: RawSelector | undefined
  readonly vectors: { readonly names: readonly string[] } | undefined
}

export function deleteVectorsOf({ pointsSelector, vectors }: RawVectorDeletion): Operation {
  const selector = selectorOf(pointsSelector, selectorExpected)
  if (vectors === undefined) throw malformed('vectors is expected')
  return { kind: 'delete_vectors', selector, names: vectors.names }
}

interface RawPayloadChange {
  readonly payload: RawPayload | undefined
  readonly pointsSelector: RawSelector | undefined
  readonly key: string | undefined
}

export function setPayloadOf({ payload, pointsSelector, key }: RawPayloadChange): Operation {
  const path = key === undefined ? undefined : parsePayloadPath(key)
  const selector = selectorOf(pointsSelector, selectorExpected)
  return { kind: 'set_payload', selector, payload: storedPayload(payload), path }
}

/** The key is ignored. */
export function overwritePayloadOf({ payload, pointsSelector }: RawPayloadChange): Operation {
  const selector = selectorOf(pointsSelector, selectorExpected)
  return { kind: 'overwrite_payload', selector, payload: storedPayload(payload) }
}

interface RawPayloadDeletion {
  readonly keys: readonly string[]
  readonly pointsSelector: RawSelector | undefined
}

export function deletePayloadOf({ keys, pointsSelector }: RawPayloadDeletion): Operation {
  const paths = keys.map(parsePayloadPath)
  return { kind: 'delete_payload', selector: selectorOf(pointsSelector, selectorExpected), paths }
}

/** The rules of the vectors of a point. */
export function checkVectors({ vectorsOptions: options }: RawVectors): Problems {
  if (options === undefined) return undefined
  if (options.kind === 'vector') return within('vectors_options', checkVector(options.value))
  for (const vector of options.value.vectors.values()) {
    const problems = checkVector(vector)
    if (problems !== undefined) return within('vectors_options.vectors.[]', problems)
  }
  return undefined
}
