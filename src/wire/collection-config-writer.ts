import { unreachable } from '#base/assert.ts'
import type {
  CollectionConfig,
  DenseVectorConfig,
  HnswConfig,
  MemoryPlacement,
  OptimizersConfig,
  QuantizationConfig,
  SparseVectorConfig,
  StrictModeConfig,
} from '#model/collection.ts'
import type { Payload } from '#model/payload.ts'
import { encodePayload } from '#model/payload-codec.ts'
import {
  binaryEncodings,
  compressions,
  datatypes,
  distances,
  memoryPlacements,
  modifiers,
  queryEncodings,
  shardingMethods,
  turboBits,
} from './collection-enums.ts'
import type { EnumNumbers } from './enum-numbers.ts'
import type { MessageWriter } from './message-writer.ts'

/** Writes the fields of qdrant.CollectionConfig. */
export function writeCollectionConfig(writer: MessageWriter, config: CollectionConfig): void {
  writer.message(1, config, () => writeParams(writer, config))
  writer.message(2, config.hnsw, (hnsw) => writeHnsw(writer, hnsw))
  writer.message(3, config.optimizers, (optimizers) => writeOptimizers(writer, optimizers))
  writer.message(4, config.wal, (wal) => {
    writer.uint(1, wal.capacityMb)
    writer.uint(2, wal.segmentsAhead)
    writer.uint(3, wal.retainClosed)
  })
  writer.message(5, config.quantization, (quantization) => writeQuantization(writer, quantization))
  writer.message(6, config.strictMode, (strictMode) => writeStrictMode(writer, strictMode))
  if (config.metadata) writeMetadata(writer, config.metadata)
}

function writeParams(writer: MessageWriter, config: CollectionConfig): void {
  writer.uint(3, config.shardNumber)
  writer.bool(4, config.onDiskPayload || undefined)
  writer.message(5, config.vectors, () => writeVectors(writer, config))
  writer.uint(6, config.replicationFactor)
  writer.uint(7, config.writeConsistencyFactor)
  writer.uint(8, config.readFanOutFactor)
  writeEnum(writer, 9, shardingMethods, config.shardingMethod)
  const sparse = config.sparseVectors.size > 0 ? config.sparseVectors : undefined
  writer.message(10, sparse, (vectors) => writer.map(1, vectors, (vector) => writeSparse(writer, vector)))
  writer.uint(11, config.readFanOutDelayMs)
  writer.message(12, config.payloadMemory, (memory) => writeMemory(writer, 1, memory))
}

function writeVectors(writer: MessageWriter, { vectors, singleVector }: CollectionConfig): void {
  const single = singleVector ? vectors.get('') : undefined
  if (single) writer.message(1, single, (vector) => writeDense(writer, vector))
  else writer.message(2, vectors, (map) => writer.map(1, map, (vector) => writeDense(writer, vector)))
}

function writeDense(writer: MessageWriter, vector: DenseVectorConfig): void {
  writer.uint(1, vector.size)
  writeEnum(writer, 2, distances, vector.distance)
  writer.message(3, vector.hnsw, (hnsw) => writeHnsw(writer, hnsw))
  writer.message(4, vector.quantization, (quantization) => writeQuantization(writer, quantization))
  writer.bool(5, vector.onDisk)
  writeEnum(writer, 6, datatypes, vector.datatype)
  // The one comparator has the number 0.
  writer.message(7, vector.multivector, () => undefined)
  writeMemory(writer, 8, vector.memory)
}

function writeSparse(writer: MessageWriter, { index, modifier }: SparseVectorConfig): void {
  writer.message(1, index, ({ fullScanThreshold, onDisk, datatype, memory }) => {
    writer.uint(1, fullScanThreshold)
    writer.bool(2, onDisk)
    writeEnum(writer, 3, datatypes, datatype)
    writeMemory(writer, 4, memory)
  })
  writeEnum(writer, 2, modifiers, modifier)
}

function writeHnsw(writer: MessageWriter, hnsw: HnswConfig): void {
  writer.uint(1, hnsw.m)
  writer.uint(2, hnsw.efConstruct)
  writer.uint(3, hnsw.fullScanThreshold)
  writer.uint(4, hnsw.maxIndexingThreads)
  writer.bool(5, hnsw.onDisk)
  writer.uint(6, hnsw.payloadM)
  writer.bool(7, hnsw.inlineStorage)
  writeMemory(writer, 8, hnsw.memory)
}

function writeOptimizers(writer: MessageWriter, optimizers: OptimizersConfig): void {
  const threads = optimizers.maxOptimizationThreads
  writer.double(1, optimizers.deletedThreshold)
  writer.uint(2, optimizers.vacuumMinVectorNumber)
  writer.uint(3, optimizers.defaultSegmentNumber)
  writer.uint(4, optimizers.maxSegmentSize)
  writer.uint(5, optimizers.memmapThreshold)
  writer.uint(6, optimizers.indexingThreshold)
  writer.uint(7, optimizers.flushIntervalSec)
  writer.uint(8, threads === 'auto' ? undefined : threads)
  writer.message(9, threads, (value) => {
    if (value === 'auto') writer.uint(2, 0)
    else writer.uint(1, value)
  })
  writer.bool(10, optimizers.preventUnoptimized)
}

function writeQuantization(writer: MessageWriter, quantization: QuantizationConfig): void {
  switch (quantization.kind) {
    case 'scalar':
      return writer.message(1, quantization, ({ quantile, alwaysRam, memory }) => {
        // int8 is the one type.
        writer.uint(1, 1)
        writer.float(2, quantile)
        writer.bool(3, alwaysRam)
        writeMemory(writer, 4, memory)
      })
    case 'product':
      return writer.message(2, quantization, ({ compression, alwaysRam, memory }) => {
        writer.uint(1, compressions.numberOf(compression) || undefined)
        writer.bool(2, alwaysRam)
        writeMemory(writer, 3, memory)
      })
    case 'binary':
      return writer.message(3, quantization, ({ encoding, queryEncoding, alwaysRam, memory }) => {
        writer.bool(1, alwaysRam)
        writeEnum(writer, 2, binaryEncodings, encoding)
        writer.message(3, queryEncoding, (value) => writeEnum(writer, 4, queryEncodings, value))
        writeMemory(writer, 4, memory)
      })
    case 'turbo':
      return writer.message(4, quantization, ({ bits, alwaysRam, memory }) => {
        writer.bool(1, alwaysRam)
        writeEnum(writer, 2, turboBits, bits)
        writeMemory(writer, 3, memory)
      })
    default:
      return unreachable(quantization)
  }
}

function writeStrictMode(writer: MessageWriter, mode: StrictModeConfig): void {
  writer.bool(1, mode.enabled)
  writer.uint(2, mode.maxQueryLimit)
  writer.uint(3, mode.maxTimeout)
  writer.bool(4, mode.unindexedFilteringRetrieve)
  writer.bool(5, mode.unindexedFilteringUpdate)
  writer.uint(6, mode.searchMaxHnswEf)
  writer.bool(7, mode.searchAllowExact)
  writer.float(8, mode.searchMaxOversampling)
  writer.uint(9, mode.upsertMaxBatchsize)
  writer.uint(10, mode.maxCollectionVectorSizeBytes)
  writer.uint(11, mode.readRateLimit)
  writer.uint(12, mode.writeRateLimit)
  writer.uint(13, mode.maxCollectionPayloadSizeBytes)
  writer.uint(14, mode.filterMaxConditions)
  writer.uint(15, mode.conditionMaxSize)
  writer.message(16, mode.multivector, (config) =>
    writer.map(1, config, ({ maxVectors }) => writer.uint(1, maxVectors)),
  )
  writer.message(17, mode.sparse, (config) =>
    writer.map(1, config, ({ maxLength }) => writer.uint(10, maxLength)),
  )
  writer.uint(18, mode.maxPointsCount)
  writer.uint(19, mode.maxPayloadIndexCount)
  writer.uint(20, mode.searchMaxBatchsize)
  writer.uint(21, mode.maxResidentMemoryPercent)
}

/** `map<string, Value>` of field 7: entries as they are stored in payloads, which have another tag (one byte). */
function writeMetadata(writer: MessageWriter, metadata: Payload): void {
  for (const [key, value] of metadata) {
    writer.delimited(7, encodePayload(new Map([[key, value]])).subarray(1))
  }
}

function writeMemory(writer: MessageWriter, field: number, memory: MemoryPlacement | undefined): void {
  writeEnum(writer, field, memoryPlacements, memory)
}

function writeEnum<T extends string>(
  writer: MessageWriter,
  field: number,
  numbers: EnumNumbers<T>,
  value: T | undefined,
): void {
  if (value !== undefined) writer.uint(field, numbers.numberOf(value))
}
