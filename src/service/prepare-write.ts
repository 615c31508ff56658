import type { Inference } from '#model/bm25.ts'
import type { CollectionConfig } from '#model/collection.ts'
import { badRequest } from '#model/errors.ts'
import { checkUpsertVectors, preparePointVectors } from '#model/prepare-vector.ts'
import type { NamedVectorInputs, NamedVectors, VectorData } from '#model/vector.ts'
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
        checkUpsertVectors(config, index, vectors)
        return { ...point, vectors: preparePointVectors(config, vectors) }
      })
      return { ...operation, points }
    }
    case 'update_vectors': {
      const points = operation.points.map(({ id, vectors }) => ({
        id,
        vectors: preparePointVectors(config, inferVectors(vectors, inference)),
      }))
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

function inferVectors(inputs: NamedVectorInputs, inference: Inference): NamedVectors {
  let inferred: Map<string, VectorData> | undefined
  for (const [name, input] of inputs) {
    if (input.kind === 'dense' || input.kind === 'sparse' || input.kind === 'multi') continue
    inferred ??= new Map(inputs as NamedVectors)
    inferred.set(name, inference.vectorOf(input, 'document'))
  }
  return inferred ?? (inputs as NamedVectors)
}
