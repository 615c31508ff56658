import { must } from '#base/assert.ts'
import { addHardwareUsage } from '#base/hardware-usage.ts'
import type { Addressed } from '#model/addressed.ts'
import type { CollectionConfig } from '#model/collection.ts'
import type { UpdateResult } from '#model/result.ts'
import type { VectorNameRequest, WriteBatchRequest, WriteRequest } from '#model/write.ts'
import { writeToClosed } from './closed-collection.ts'
import { type AccessRight, collectionRoute, type Operation, operation, type RestRoute } from './operation.ts'
import type { CallContext } from './ports.ts'
import { prepareWrite } from './prepare-write.ts'
import { chargeWrite } from './rate-limits.ts'
import { checkStrictWrite } from './strict-writes.ts'
import { checkWriteShards } from './write-shards.ts'

export const upsert = writeOperation('Upsert', 'write', [collectionRoute('PUT', '/points')])
export const deletePoints = writeOperation('Delete', 'write', [collectionRoute('POST', '/points/delete')])
export const updateVectors = writeOperation('UpdateVectors', 'write', [
  collectionRoute('PUT', '/points/vectors'),
])
export const deleteVectors = writeOperation('DeleteVectors', 'write', [
  collectionRoute('POST', '/points/vectors/delete'),
])
export const setPayload = writeOperation('SetPayload', 'write', [collectionRoute('POST', '/points/payload')])
export const overwritePayload = writeOperation('OverwritePayload', 'write', [
  collectionRoute('PUT', '/points/payload'),
])
export const deletePayload = writeOperation('DeletePayload', 'write', [
  collectionRoute('POST', '/points/payload/delete'),
])
export const clearPayload = writeOperation('ClearPayload', 'write', [
  collectionRoute('POST', '/points/payload/clear'),
])
export const createFieldIndex = writeOperation('CreateFieldIndex', 'write-extras', [
  collectionRoute('PUT', '/index'),
])
export const deleteFieldIndex = writeOperation('DeleteFieldIndex', 'write-extras', [
  collectionRoute('DELETE', '/index/{field_name}'),
])

/** In order, each like its own operation, up to the first that fails: those before it stay done. */
export const updateBatch = operation({
  name: 'points.UpdateBatch',
  kind: 'write',
  right: 'write',
  grpc: '/qdrant.Points/UpdateBatch',
  rest: [collectionRoute('POST', '/points/batch')],
  async run(call, { collection, operations }: WriteBatchRequest): Promise<UpdateResult[]> {
    const results: UpdateResult[] = []
    for (const { request, error } of operations) {
      if (request === undefined) throw error
      results.push(await submitWrite(call, collection, request))
    }
    return results
  },
})

export const createVectorName = vectorNameOperation('CreateVectorName', 'PUT')
export const deleteVectorName = vectorNameOperation('DeleteVectorName', 'DELETE')

function writeOperation(
  method: string,
  right: AccessRight,
  rest: readonly RestRoute[],
): Operation<Addressed<WriteRequest>, UpdateResult> {
  return operation({
    name: `points.${method}`,
    kind: 'write',
    right,
    grpc: `/qdrant.Points/${method}`,
    rest,
    run: (call, { collection, request }: Addressed<WriteRequest>) => submitWrite(call, collection, request),
  })
}

async function submitWrite(
  call: CallContext,
  name: string,
  { operation: write, ...options }: WriteRequest,
): Promise<UpdateResult> {
  const collection = call.collections.get(name)
  const { config } = collection.schema
  const ready = prepareWrite(write, config, call.inference)
  const ofIndex = write.kind === 'create_field_index' || write.kind === 'delete_field_index'
  if (!ofIndex) checkWriteShards(config, options.shardKeys)
  const ofClosed = writeToClosed(collection, write.kind)
  if (ofClosed) return ofClosed
  if (config.strictMode?.enabled) {
    // The view, unlike the collection, surely knows the payload indexes.
    const view = await collection.view()
    // Nothing of the deletion of an index is checked.
    if (write.kind !== 'delete_field_index') {
      const { timeoutSec } = options
      const info = () => collection.info()
      await checkStrictWrite(view.schema, ready, timeoutSec, info, undefined, () => collection.payloadBytes())
    }
    await chargeWrite(call, collection, view, ready)
  }
  if (!ofIndex && write.kind !== 'delete') call.quotas?.check()
  const results = await collection.submit([ready], options)
  if (write.kind === 'create_field_index') call.issues?.indexCreated(collection.name, write.path.text)
  const { usage, ...result } = must(results[0], 'one operation has one result')
  if (usage && collection.usage) addHardwareUsage(collection.usage, usage)
  if (usage && options.wait && !ofIndex) call.onUsage?.(usage)
  return ofIndex ? resultOfSchema(config, result) : result
}

/** Without shards nothing is done yet: an index or the name of a vector is only noted for later. */
function resultOfSchema(config: CollectionConfig, result: UpdateResult): UpdateResult {
  return config.shardingMethod === 'custom' ? { operationId: undefined, status: 'acknowledged' } : result
}

function vectorNameOperation(
  method: 'CreateVectorName' | 'DeleteVectorName',
  restMethod: RestRoute['method'],
): Operation<Addressed<VectorNameRequest>, UpdateResult> {
  return operation({
    name: `points.${method}`,
    kind: 'write',
    right: 'write-extras',
    grpc: `/qdrant.Points/${method}`,
    rest: [collectionRoute(restMethod, '/vectors/{vector_name}')],
    async run(call, { collection, request }: Addressed<VectorNameRequest>) {
      const { operation: change, ...options } = request
      const addressed = call.collections.get(collection)
      const { config } = addressed.schema
      const ofClosed = writeToClosed(addressed, 'vector_name')
      if (ofClosed) return ofClosed
      return resultOfSchema(config, await addressed.submitVectorName(change, options))
    },
  })
}
