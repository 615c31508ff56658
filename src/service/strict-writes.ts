import { residentMemoryPercent } from '#base/resident-memory.ts'
import type { CollectionInfo, CollectionSchema, Datatype, StrictModeConfig } from '#model/collection.ts'
import { badRequest, type RequestError } from '#model/errors.ts'
import type { NamedVectors } from '#model/vector.ts'
import type { WriteOperation } from '#model/write.ts'
import { checkFilter, checkLimit, strictModeOf, strictRefusal } from './strict-limits.ts'

/**
 * Checks a write against the strict mode of its collection. Throws RequestError. `info` is asked for only
 * where the size of the collection is limited, `usedPercent` (memory that is in use) where memory is, `payloadBytes`
 * where payloads are.
 */
export async function checkStrictWrite(
  schema: CollectionSchema,
  operation: WriteOperation,
  timeoutSec: number | undefined,
  info: () => Promise<CollectionInfo>,
  usedPercent: () => number = residentMemoryPercent,
  payloadBytes: () => Promise<number> = async () => 0,
): Promise<void> {
  const mode = strictModeOf(schema)
  if (!mode) return
  switch (operation.kind) {
    case 'upsert':
    case 'update_vectors': {
      const name = operation.kind === 'upsert' ? 'upsert limit' : 'update limit'
      checkLimit(operation.points.length, mode.upsertMaxBatchsize, name)
      await checkSize(mode, info, payloadBytes)
      for (const { vectors } of operation.points) checkVectors(mode, vectors)
      break
    }
    case 'create_field_index':
      checkIndexCount(schema, mode)
      break
    case 'delete':
    case 'delete_vectors':
    case 'set_payload':
    case 'overwrite_payload':
    case 'delete_payload':
    case 'clear_payload': {
      const { selector } = operation
      const filter = selector.kind === 'filter' ? selector.filter : undefined
      checkFilter(filter, mode.unindexedFilteringUpdate, mode, schema.payloadIndexes)
      if (fillsPayload.has(operation.kind)) await checkPayloadSize(mode, payloadBytes)
      break
    }
    case 'delete_field_index':
      break
  }
  if (growing.has(operation.kind)) checkMemory(mode, usedPercent)
  checkLimit(timeoutSec, mode.maxTimeout, 'timeout')
}

/** Operations that may need more memory. */
const growing: ReadonlySet<WriteOperation['kind']> = new Set([
  'upsert',
  'update_vectors',
  'set_payload',
  'overwrite_payload',
  'create_field_index',
])

function checkMemory({ maxResidentMemoryPercent: max }: StrictModeConfig, usedPercent: () => number): void {
  if (max === undefined) return
  const used = usedPercent()
  if (used < max) return
  throw strictRefusal(
    `Resident memory usage is at ${used}% of total memory, exceeding the configured limit of ${max}%`,
    'Reduce memory usage (e.g. delete points or drop collections), or raise ' +
      '`max_resident_memory_percent` in the strict mode config of this collection.',
  )
}

function checkIndexCount({ payloadIndexes }: CollectionSchema, mode: StrictModeConfig): void {
  const max = mode.maxPayloadIndexCount
  if (max === undefined || payloadIndexes.size < max) return
  throw strictRefusal(
    `Collection already has the maximum number of payload indices (${max})`,
    'Please delete an existing index before creating a new one.',
  )
}

const fillsPayload: ReadonlySet<WriteOperation['kind']> = new Set(['set_payload', 'overwrite_payload'])

async function checkSize(
  mode: StrictModeConfig,
  info: () => Promise<CollectionInfo>,
  payloadBytes: () => Promise<number>,
): Promise<void> {
  const { maxCollectionVectorSizeBytes, maxPointsCount } = mode
  if (maxCollectionVectorSizeBytes !== undefined) {
    if (vectorBytes(await info()) >= maxCollectionVectorSizeBytes) {
      throw tooLarge('vector', maxCollectionVectorSizeBytes)
    }
  }
  await checkPayloadSize(mode, payloadBytes)
  if (maxPointsCount !== undefined && (await info()).pointsCount >= maxPointsCount) {
    throw badRequest(`Max points count limit of ${maxPointsCount} reached!`)
  }
}

async function checkPayloadSize(
  { maxCollectionPayloadSizeBytes: max }: StrictModeConfig,
  payloadBytes: () => Promise<number>,
): Promise<void> {
  if (max !== undefined && (await payloadBytes()) >= max) throw tooLarge('payload', max)
}

function tooLarge(what: string, limitBytes: number): RequestError {
  const megabytes = Math.fround(limitBytes / (1024 * 1024))
  return badRequest(`Max ${what} storage size limit of ${megabytes}MB reached!`)
}

const bytesOf: Readonly<Record<Datatype, number>> = { float32: 4, float16: 2, uint8: 1, turbo4: 0.5 }

/** Bytes of the dense vectors, when every point has all of them and each in one row. */
function vectorBytes({ config, pointsCount }: CollectionInfo): number {
  let bytes = 0
  for (const { size, datatype } of config.vectors.values()) bytes += size * bytesOf[datatype ?? 'float32']
  return bytes * pointsCount
}

function checkVectors(mode: StrictModeConfig, vectors: NamedVectors): void {
  if (mode.multivector === undefined && mode.sparse === undefined) return
  for (const [name, vector] of vectors) {
    if (vector.kind === 'multi') {
      const max = mode.multivector?.get(name)?.maxVectors
      const rows = vector.values.length / vector.dimension
      if (max !== undefined && rows > max) {
        throw badRequest(`Multivector '${name}' has a limit of ${max} vectors, but ${rows} were provided!`)
      }
    } else if (vector.kind === 'sparse') {
      const max = mode.sparse?.get(name)?.maxLength
      const length = vector.indices.length
      if (max !== undefined && length > max) {
        throw badRequest(
          `Sparse vector '${name}' has a limit of ${max} indices, but ${length} were provided!`,
        )
      }
    }
  }
}
