import type { Inference } from '#model/bm25.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { badRequest, malformed } from '#model/errors.ts'
import { checkUpsertVectors, preparePointVectors } from '#model/prepare-vector.ts'
import type { InferenceInput, NamedVectorInputs, NamedVectors, VectorData } from '#model/vector.ts'
import type { WriteOperation } from '#model/write.ts'

/**
 * A write as it is stored: inputs of models turned into vectors, vectors checked and made ready. Throws
 * RequestError for what must be refused before the write is accepted.
 */
export function prepareWrite(
  operation: WriteOperation<NamedVectorInputs>,
  config: CollectionConfig,
  inference: Inference,
): WriteOperation {
  refuseEmpty(operation)
  switch (operation.kind) {
    case 'upsert': {
      const points = operation.points.map((point, index) => {
        const vectors = inferVectors(point.vectors, inference)
        refuseUnnamedSparse(point.vectors, vectors)
        checkUpsertVectors(config, index, vectors)
        return { ...point, vectors: preparePointVectors(config, vectors) }
      })
      return { ...operation, points }
    }
    case 'update_vectors': {
      const points = operation.points.map(({ id, vectors }) => {
        refuseUnnamedInput(vectors)
        return { id, vectors: preparePointVectors(config, inferVectors(vectors, inference)) }
      })
      return { ...operation, points }
    }
    case 'delete':
    case 'delete_vectors':
    case 'set_payload':
    case 'overwrite_payload':
    case 'delete_payload':
    case 'clear_payload':
    case 'create_field_index':
    case 'delete_field_index':
      return operation
  }
}

function refuseEmpty(operation: WriteOperation<NamedVectorInputs>): void {
  const empty =
    'points' in operation
      ? operation.points.length === 0
      : 'selector' in operation && operation.selector.kind === 'ids' && operation.selector.ids.length === 0
  if (empty) throw badRequest('Empty update request')
}

/** A model has made a sparse vector, which must have a name, of an input without one. */
function refuseUnnamedSparse(inputs: NamedVectorInputs, inferred: NamedVectors): void {
  const input = inputs.get('')
  if (input === undefined || isVector(input) || inferred.get('')?.kind !== 'sparse') return
  throw badRequest(`Sparse vector from ${input.kind} inference should be named`)
}

/** Updates of vectors take inputs of models by name only. */
function refuseUnnamedInput(inputs: NamedVectorInputs): void {
  const input = inputs.get('')
  if (input === undefined || isVector(input)) return
  const kind = `${input.kind.slice(0, 1).toUpperCase()}${input.kind.slice(1)}`
  throw malformed(`Direct ${kind} processing not supported for PointVectors. Use named vectors.`)
}

function isVector(input: VectorData | InferenceInput): input is VectorData {
  return input.kind === 'dense' || input.kind === 'sparse' || input.kind === 'multi'
}

function inferVectors(inputs: NamedVectorInputs, inference: Inference): NamedVectors {
  let inferred: Map<string, VectorData> | undefined
  for (const [name, input] of inputs) {
    if (isVector(input)) continue
    inferred ??= new Map(inputs as NamedVectors)
    inferred.set(name, inference.vectorOf(input, 'document'))
  }
  return inferred ?? (inputs as NamedVectors)
}
