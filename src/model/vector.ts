/** One row of `values.length` numbers. */
export interface DenseVector {
  readonly kind: 'dense'
  readonly values: Float32Array
}

/** Pairs of index and weight; stored sorted by index, each index once. */
export interface SparseVector {
  readonly kind: 'sparse'
  readonly indices: Uint32Array
  readonly values: Float32Array
}

/** Several rows of one dimension, row after row; `values.length` is a multiple of `dimension`. */
export interface MultiVector {
  readonly kind: 'multi'
  readonly dimension: number
  readonly values: Float32Array
}

/** A vector whose numbers are known. */
export type VectorData = DenseVector | SparseVector | MultiVector

/** Something that a model turns into a vector: text, an image or an object. */
export interface InferenceInput {
  readonly kind: 'document' | 'image' | 'object'
  readonly model: string
  /** The text of a document, or the value of an image or object. */
  readonly value: unknown
  readonly options: ReadonlyMap<string, unknown>
}

/** The vectors of one point by name; the unnamed vector has the name `''`. */
export type NamedVectors = ReadonlyMap<string, VectorData>

/** The same as a client sends it, before inference. */
export type NamedVectorInputs = ReadonlyMap<string, VectorData | InferenceInput>

/** Bytes of its numbers. */
export function vectorBytes(vector: VectorData): number {
  const { byteLength } = vector.values
  return vector.kind === 'sparse' ? byteLength + vector.indices.byteLength : byteLength
}
