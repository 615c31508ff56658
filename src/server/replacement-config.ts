import type { CollectionConfig, DenseVectorConfig } from '#model/collection.ts'
import { wrongInput } from '#model/errors.ts'

/**
 * The configuration of a collection whose points are replaced by those of a snapshot: its own settings over
 * what the points are by. Throws `invalid-argument` when it has other vectors or another number of shards.
 */
export function replacementConfig(own: CollectionConfig, restored: CollectionConfig): CollectionConfig {
  const vectors = vectorsText(own)
  const restoredVectors = vectorsText(restored)
  if (vectors !== restoredVectors) {
    throw incompatible(`Collection vectors: ${vectors} Snapshot Vectors: ${restoredVectors}`)
  }
  if (own.shardNumber !== restored.shardNumber) {
    throw incompatible(
      `Collection shard number: ${own.shardNumber} Snapshot shard number: ${restored.shardNumber}`,
    )
  }
  const { sparseVectors, vectorKeys, nextVectorKey } = restored
  return { ...own, sparseVectors, vectorKeys, nextVectorKey }
}

/** What two configurations must have in common for the stored vectors to mean the same. */
function vectorsText({ vectors, singleVector }: CollectionConfig): string {
  const entries = [...vectors].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const texts = entries.map(([name, vector]) =>
    singleVector ? vectorText(vector) : `${JSON.stringify(name)}: ${vectorText(vector)}`,
  )
  return singleVector ? `Single(${texts.join(', ')})` : `Multi({${texts.join(', ')}})`
}

function vectorText({ size, distance, datatype, multivector }: DenseVectorConfig): string {
  const fields = [`size: ${size}`, `distance: ${distance}`]
  if (datatype !== undefined) fields.push(`datatype: ${datatype}`)
  if (multivector) fields.push(`multivector_config: ${multivector.comparator}`)
  return `VectorParams { ${fields.join(', ')} }`
}

const incompatible = (text: string) =>
  wrongInput(`Snapshot is not compatible with existing collection: ${text}`)
