import type { CollectionConfig, DenseVectorConfig, SparseVectorConfig } from './collection.ts'

/** Whether the vectors of a name are asked to stay on disk: then reading them counts as input. */
export function isOnDisk(vector: DenseVectorConfig | SparseVectorConfig): boolean {
  const placement = 'size' in vector ? vector : vector.index
  if (placement?.memory !== undefined) return placement.memory === 'cold'
  return placement?.onDisk === true
}

/** The same of a name; false when there is no such name. */
export function isVectorOnDisk(config: CollectionConfig, name: string): boolean {
  const vector = config.vectors.get(name) ?? config.sparseVectors.get(name)
  return vector !== undefined && isOnDisk(vector)
}
