import { malformed } from '#model/errors.ts'
import { multiVectorValuesMax } from '#model/limits.ts'
import type { PayloadValue } from '#model/payload.ts'
import type { VectorInput } from '#model/query.ts'
import type { InferenceInput, SparseVector, VectorData } from '#model/vector.ts'
import {
  type FloatList,
  floats,
  floatsMessage,
  type IndexList,
  indices,
  indicesMessage,
} from './number-list.ts'
import { pointIdCodec, pointIdOf } from './point-id-codec.ts'
import { type Problems, problem, ruleProblem } from './points-validation.ts'
import { requireFinite, requireValue, valueCodec } from './points-value.ts'
import {
  type Decoded,
  map,
  oneof,
  optional,
  plain,
  record,
  repeated,
  string,
  uint32,
} from './proto-message.ts'

const sparseCodec = record('SparseVector', { values: floats(1), indices: indices(2) })
const multiCodec = record('MultiDenseVector', { vectors: repeated(1, floatsMessage) })
const documentCodec = record('Document', {
  text: plain(1, string),
  model: plain(3, string),
  options: map(4, valueCodec),
})
const imageCodec = record('Image', {
  image: optional(1, valueCodec),
  model: plain(2, string),
  options: map(3, valueCodec),
})
const objectCodec = record('InferenceObject', {
  object: optional(1, valueCodec),
  model: plain(2, string),
  options: map(3, valueCodec),
})

/** qdrant.Vector: what upserts carry, and examples of the older requests. */
export const vectorCodec = record('Vector', {
  data: floats(1),
  indices: optional(2, indicesMessage),
  vectorsCount: optional(3, uint32),
  vector: oneof({
    dense: [101, floatsMessage],
    sparse: [102, sparseCodec],
    multiDense: [103, multiCodec],
    document: [104, documentCodec],
    image: [105, imageCodec],
    object: [106, objectCodec],
  }),
})
export type RawVector = Decoded<typeof vectorCodec>

export const vectorInputCodec = record('VectorInput', {
  variant: oneof({
    id: [1, pointIdCodec],
    dense: [2, floatsMessage],
    sparse: [3, sparseCodec],
    multiDense: [4, multiCodec],
    document: [5, documentCodec],
    image: [6, imageCodec],
    object: [7, objectCodec],
  }),
})
type RawVectorInput = Decoded<typeof vectorInputCodec>

type RawSparse = Decoded<typeof sparseCodec>
type RawMulti = Decoded<typeof multiCodec>
type RawVectorArm = NonNullable<RawVector['vector']>

export function checkVector(vector: RawVector): Problems {
  const arm = vector.vector
  const problems = arm === undefined ? undefined : checkArm(arm)
  if (problems !== undefined) return problems
  if (vector.indices !== undefined) {
    if (vector.vectorsCount !== undefined) {
      return ruleProblem('indices', '`indices` and `vectors_count` cannot be both specified')
    }
    return checkSparse(vector.indices, vector.data)
  }
  if (vector.vectorsCount !== undefined) return checkFlatMulti(vector.data?.length ?? 0, vector.vectorsCount)
  return undefined
}

export function checkVectorInput({ variant }: RawVectorInput): Problems {
  if (variant === undefined || variant.kind === 'id') return undefined
  const problems = checkArm(variant)
  return problems?.map(({ path, text }) => ({ path: `variant.${path}`, text }))
}

function checkArm(arm: RawVectorArm): Problems {
  if (arm.kind === 'sparse') return checkSparse(arm.value.indices, arm.value.values)
  if (arm.kind === 'multiDense') return checkMulti(arm.value.vectors)
  return undefined
}

/** The rules of sparse vectors: as many weights as indices, each index once. */
export function checkSparse(indices: IndexList | undefined, values: FloatList | undefined): Problems {
  const count = indices?.length ?? 0
  const lengths = count === (values?.length ?? 0)
  const unique = indices === undefined || areUnique(indices.take())
  if (lengths && unique) return undefined
  return [
    ...(lengths ? [] : (ruleProblem('values', 'must be the same length as indices') ?? [])),
    ...(unique ? [] : (ruleProblem('indices', 'must be unique') ?? [])),
  ]
}

export function areUnique(indices: Uint32Array): boolean {
  if (isAscending(indices)) return true
  return isAscending(indices.slice().sort())
}

function isAscending(indices: Uint32Array): boolean {
  for (let at = 1; at < indices.length; at++) {
    if ((indices[at - 1] as number) >= (indices[at] as number)) return false
  }
  return true
}

function checkMulti(rows: readonly FloatList[]): Problems {
  if (rows.length === 0) return problem('data', 'multi vector must not be empty')
  let total = 0
  for (const row of rows) {
    if (row.length === 0) return problem('data', 'all vectors must be non-empty')
    total += row.length
  }
  if (total >= multiVectorValuesMax) {
    return problem('data', `Total size of all vectors (${total}) must be less than ${multiVectorValuesMax}`)
  }
  const dimension = rows[0]?.length
  const odd = rows.find((row) => row.length !== dimension)
  if (odd === undefined) return undefined
  return problem(
    'data',
    `all vectors must have the same dimension, found vector with dimension ${odd.length}`,
  )
}

/** The rules of a multivector that came as one run of numbers and the number of its rows. */
function checkFlatMulti(length: number, rows: number): Problems {
  if (rows === 0) {
    const params = '{"vectors_count": String("vectors count must be greater than 0")}'
    return ruleProblem('data', 'invalid_vector_count', params)
  }
  if (length === 0) return problem('data', 'multi vector must not be empty')
  const params = `{"vector_len": Number(${length}), "vectors_count": Number(${rows})}`
  if (length >= multiVectorValuesMax) return ruleProblem('data', 'Vector size is too large', params)
  if (length % rows === 0) return undefined
  return ruleProblem('data', 'invalid dense vector length for vectors count', params)
}

/** The vector of an upsert. Shapes must have been checked (`checkVector`, `checkVectorShape`). */
export function vectorOf(raw: RawVector): VectorData | InferenceInput {
  if (raw.vector !== undefined) return armOf(raw.vector)
  const values = raw.data?.take() ?? new Float32Array(0)
  if (raw.indices !== undefined) return sparseOf(raw.indices.take(), values)
  if (raw.vectorsCount === undefined) return { kind: 'dense', values }
  return { kind: 'multi', dimension: flatDimension(values.length, raw.vectorsCount), values }
}

function flatDimension(length: number, rows: number): number {
  const why =
    rows === 0 || length === 0
      ? `Empty multi-vector data with vectors count: ${rows}`
      : `Data length is not divisible by vectors count. Data length: ${length}, vectors count: ${rows}`
  if (rows === 0 || length === 0 || length % rows !== 0) {
    throw malformed(`Unable to convert to multi-dense vector: Validation failed: ${why}`)
  }
  return length / rows
}

function armOf(arm: RawVectorArm): VectorData | InferenceInput {
  switch (arm.kind) {
    case 'dense':
      return { kind: 'dense', values: arm.value.take() }
    case 'sparse':
      return sparseArm(arm.value)
    case 'multiDense':
      return multiArm(arm.value)
    case 'document': {
      const { text, model, options } = arm.value
      return inferenceInput('document', model, text, options)
    }
    case 'image': {
      const { image, model, options } = arm.value
      return inferenceInput('image', model, requireValue(image, 'Empty image is not allowed'), options)
    }
    case 'object': {
      const { object, model, options } = arm.value
      return inferenceInput('object', model, requireValue(object, 'Empty object is not allowed'), options)
    }
  }
}

function inferenceInput(
  kind: InferenceInput['kind'],
  model: string,
  value: PayloadValue,
  options: ReadonlyMap<string, PayloadValue>,
): InferenceInput {
  for (const option of options.values()) requireFinite(option)
  return { kind, model, value, options }
}

function sparseArm({ indices, values }: RawSparse): SparseVector {
  return sparseOf(indices?.take() ?? new Uint32Array(0), values?.take() ?? new Float32Array(0))
}

/** A sparse vector in order of its indices. */
export function sparseOf(indices: Uint32Array, values: Float32Array): SparseVector {
  if (isAscending(indices)) return { kind: 'sparse', indices, values }
  const order = Array.from(indices, (_, position) => position)
  order.sort((a, b) => (indices[a] as number) - (indices[b] as number))
  return {
    kind: 'sparse',
    indices: Uint32Array.from(order, (position) => indices[position] as number),
    values: Float32Array.from(order, (position) => values[position] as number),
  }
}

function multiArm({ vectors }: RawMulti): VectorData {
  const dimension = vectors[0]?.length ?? 0
  const values = new Float32Array(vectors.length * dimension)
  vectors.forEach((row, index) => values.set(row.take(), index * dimension))
  return { kind: 'multi', dimension, values }
}

/** A vector, an id or something for inference, of the Query requests. */
export function vectorInputOf({ variant }: RawVectorInput): VectorInput {
  if (variant === undefined) throw malformed('VectorInput variant is missing')
  if (variant.kind === 'id') return { kind: 'id', id: pointIdOf(variant.value) }
  return armOf(variant)
}

/** A bare vector as an example of the older requests: dense or sparse. */
export function exampleOf(raw: RawVector): VectorData {
  const kind = raw.vector?.kind
  if (kind === 'document' || kind === 'image' || kind === 'object') {
    throw malformed(`${kind[0]?.toUpperCase()}${kind.slice(1)} can't be converted to VectorInternal`)
  }
  refuseMulti(raw)
  const bare = raw.vector === undefined && raw.indices !== undefined
  const shape = bare ? checkSparse(raw.indices, raw.data) : undefined
  if (shape !== undefined) throw malformed(`${sparseFault}: ${shapeText(shape)}`)
  return vectorOf(raw) as VectorData
}

/** The head of errors about sparse vectors that the rules of fields do not cover. */
export const sparseFault = 'Sparse indices does not match sparse vector conditions'

/** The problems of one vector in one text. */
export function shapeText(problems: NonNullable<Problems>): string {
  return problems.map(({ path, text }) => `${path}: ${text}`).join('\n')
}

/** No multivector is an example, and one of a wrong shape has an error of its own. */
function refuseMulti(raw: RawVector): void {
  if (raw.vector?.kind === 'multiDense') {
    const fault = matrixFault(raw.vector.value.vectors)
    if (fault !== undefined) throw malformed(`Malformed multi-dense vector: ${fault}`)
  } else if (raw.vector !== undefined || raw.indices !== undefined || raw.vectorsCount === undefined) {
    return
  } else if (raw.vectorsCount === 0) {
    throw malformed('Vector count should be greater than 0')
  }
  throw malformed('MultiDense vector is not supported in search request')
}

function matrixFault(rows: readonly FloatList[]): string | undefined {
  const dimension = rows[0]?.length
  if (dimension === undefined) return 'Validation failed: MultiDenseVector cannot be empty'
  if (dimension === 0) return 'Validation failed: MultiDenseVector cannot have zero dimension'
  const odd = rows.find((row) => row.length !== dimension)
  return odd && `Vector dimension error: expected dim: ${dimension}, got ${odd.length}`
}
