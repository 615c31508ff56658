import { multiVectorValuesMax } from '#model/limits.ts'
import type { PayloadValue } from '#model/payload.ts'
import type { VectorInput } from '#model/query.ts'
import type { InferenceInput, SparseVector, VectorData } from '#model/vector.ts'
import { type Decode, Fields, type Place, text } from './json-decode.ts'
import { JsonError, missingField } from './json-error.ts'
import type { JsonNode, JsonObject } from './json-node.ts'
import { memberOf } from './json-node.ts'
import { payloadObjectOf, payloadValueOf } from './json-payload.ts'
import { pointIdIn } from './rest-point-id.ts'
import { areUnique, sparseOf } from './vector-codec.ts'

/**
 * Vectors in their untagged forms. The functions that return undefined say so when the value is not of the form;
 * a value that is of it but breaks a rule is reported and returned.
 */
export function denseIn(node: JsonNode): Float32Array | undefined {
  if (node.kind !== 'array') return undefined
  if (node.numbers !== undefined) return node.numbers.floats
  const items = node.items()
  const values = new Float32Array(items.length)
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as JsonNode
    if (item.kind !== 'integer' && item.kind !== 'float') return undefined
    values[index] = Number(item.value)
  }
  return values
}

/** Lists are not read at once where a number has many digits, as hashes of words have. */
function integersAmong(items: readonly JsonNode[]): Float64Array | undefined {
  const integers = new Float64Array(items.length)
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as JsonNode
    if (item.kind !== 'integer') return undefined
    integers[index] = Number(item.value)
  }
  return integers
}

function indicesIn(node: JsonNode): Uint32Array | undefined {
  if (node.kind !== 'array') return undefined
  const integers = node.numbers === undefined ? integersAmong(node.items()) : node.numbers.integers
  if (integers === undefined) return undefined
  for (const index of integers) if (!(index >= 0 && index < 2 ** 32) || Object.is(index, -0)) return undefined
  return Uint32Array.from(integers)
}

export interface RawSparse {
  readonly indices: Uint32Array
  readonly values: Float32Array
}

/** An object of indices and values, or a list of just these two. */
function sparseIn(node: JsonNode): RawSparse | undefined {
  const [first, second] = sparseParts(node) ?? []
  const indices = first && indicesIn(first)
  const values = indices && second && denseIn(second)
  return indices && values && { indices, values }
}

function sparseParts(node: JsonNode): readonly (JsonNode | undefined)[] | undefined {
  if (node.kind === 'object') {
    const members = node.members()
    return [memberOf(members, 'indices'), memberOf(members, 'values')]
  }
  if (node.kind !== 'array' || node.length !== 2 || node.numbers !== undefined) return undefined
  return node.items()
}

function rowsIn(node: JsonNode): Float32Array[] | undefined {
  if (node.kind !== 'array') return undefined
  if (node.length > 0 && node.numbers !== undefined) return undefined
  const rows: Float32Array[] = []
  for (const item of node.items()) {
    const row = denseIn(item)
    if (row === undefined) return undefined
    rows.push(row)
  }
  return rows
}

/** A sparse vector in order of its indices; of a wrong shape it is reported. */
function checkedSparse({ indices, values }: RawSparse, at: Place): SparseVector {
  const sameLength = indices.length === values.length
  if (!sameLength) at.reportRule('values', 'must be the same length as indices')
  if (!areUnique(indices)) at.reportRule('indices', 'must be unique')
  return sameLength ? sparseOf(indices, values) : { kind: 'sparse', indices, values }
}

function checkedMulti(rows: readonly Float32Array[], at: Place): VectorData {
  const dimension = rows[0]?.length ?? 0
  let total = 0
  for (const row of rows) total += row.length
  const fault = multiFault(rows, dimension, total)
  if (fault !== undefined) at.report('data', fault)
  const values = new Float32Array(total)
  let offset = 0
  for (const row of rows) {
    values.set(row, offset)
    offset += row.length
  }
  return { kind: 'multi', dimension, values }
}

function multiFault(rows: readonly Float32Array[], dimension: number, total: number): string | undefined {
  if (rows.length === 0) return 'multi vector must not be empty'
  if (rows.some((row) => row.length === 0)) return 'all vectors must be non-empty'
  if (total >= multiVectorValuesMax) {
    return `Total size of all vectors (${total}) must be less than ${multiVectorValuesMax}`
  }
  const odd = rows.find((row) => row.length !== dimension)
  return odd && `all vectors must have the same dimension, found vector with dimension ${odd.length}`
}

function inferenceIn(node: JsonNode): InferenceInput | undefined {
  if (node.kind !== 'object') return undefined
  const members = node.members()
  const model = memberOf(members, 'model')
  if (model?.kind !== 'string') return undefined
  const options = optionsIn(node)
  if (options === undefined) return undefined
  const document = memberOf(members, 'text')
  if (document?.kind === 'string') {
    return { kind: 'document', model: model.value, value: document.value, options }
  }
  for (const kind of ['image', 'object'] as const) {
    const value = memberOf(members, kind)
    if (value !== undefined) return { kind, model: model.value, value: payloadValueOf(value), options }
  }
  return undefined
}

function optionsIn(node: JsonObject): ReadonlyMap<string, PayloadValue> | undefined {
  const options = memberOf(node.members(), 'options')
  if (options === undefined || options.kind === 'null') return new Map()
  return options.kind === 'object' ? payloadObjectOf(options) : undefined
}

/** A vector, an id or something for inference: what queries take. Undefined: none of these. */
export function vectorInputIn(node: JsonNode, at: Place): VectorInput | undefined {
  const dense = denseIn(node)
  if (dense !== undefined) return { kind: 'dense', values: dense }
  const sparse = sparseIn(node)
  if (sparse !== undefined) return checkedSparse(sparse, at)
  const rows = rowsIn(node)
  if (rows !== undefined) return checkedMulti(rows, at)
  const id = pointIdIn(node)
  if (id !== undefined) return { kind: 'id', id }
  const inference = inferenceIn(node)
  if (inference?.model === '') {
    at.report('model', 'value "" invalid, must be at least 1 characters')
  }
  return inference
}

export const vectorInput: Decode<VectorInput> = (node, at) => {
  const input = vectorInputIn(node, at)
  if (input === undefined) throw new JsonError('data did not match any variant of untagged enum VectorInput')
  return input
}

/** An example of the older requests: an id, or a dense or sparse vector. */
export const example: Decode<VectorInput> = (node, at) => {
  const id = pointIdIn(node)
  if (id !== undefined) return { kind: 'id', id }
  const dense = denseIn(node)
  if (dense !== undefined) return { kind: 'dense', values: dense }
  const sparse = sparseIn(node)
  if (sparse !== undefined) return checkedSparse(sparse, at)
  throw new JsonError('data did not match any variant of untagged enum RecommendExample')
}

/** One vector of a point, by name. */
export const pointVector: Decode<VectorData | InferenceInput> = (node, at) => {
  const dense = denseIn(node)
  if (dense !== undefined) return checkedDense(dense, at)
  const sparse = sparseIn(node)
  if (sparse !== undefined) return checkedSparse(sparse, at)
  const rows = rowsIn(node)
  if (rows !== undefined) return checkedMulti(rows, at)
  const inference = inferenceIn(node)
  if (inference !== undefined) return inference
  throw new JsonError('data did not match any variant of untagged enum Vector')
}

/** The unnamed vector of a point: dense or several rows. Undefined for other forms. */
export function unnamedIn(node: JsonNode, at: Place): VectorData | undefined {
  const dense = denseIn(node)
  if (dense !== undefined) return checkedDense(dense, at)
  const rows = rowsIn(node)
  return rows && checkedMulti(rows, at)
}

/** Something for inference, standing for the unnamed vector. */
export const unnamedInference: Decode<InferenceInput> = (node) => {
  const inference = inferenceIn(node)
  if (inference === undefined) throw missingField('model')
  return inference
}

function checkedDense(values: Float32Array, at: Place): VectorData {
  if (values.length === 0) at.report('vector', 'dense vector must not be empty')
  return { kind: 'dense', values }
}

/** The vector of a search: bare, or with the name of the vector that is searched. */
export const namedVector: Decode<{ readonly using: string; readonly vector: VectorInput }> = (node, at) => {
  const bare = denseIn(node)
  if (bare !== undefined) return { using: '', vector: { kind: 'dense', values: bare } }
  if (node.kind === 'object') {
    const fields = new Fields(node, at, 'NamedVector')
    const vector = memberOf(node.members(), 'vector')
    const name = memberOf(node.members(), 'name')
    if (vector !== undefined && name?.kind === 'string') {
      const using = fields.required('name', text)
      const dense = denseIn(vector)
      if (dense !== undefined) return { using, vector: { kind: 'dense', values: dense } }
      const sparse = sparseIn(vector)
      if (sparse !== undefined) return { using, vector: checkedSparse(sparse, at.field('vector')) }
    }
  }
  throw new JsonError('data did not match any variant of untagged enum NamedVectorStruct')
}
