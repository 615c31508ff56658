import { must } from '#base/assert.ts'
import type { Operation } from '#service/operation.ts'
import { operations as o } from '#service/operations.ts'
import { collectionParam, noParams } from '#wire/rest-params.ts'
import { bind, type RestBinding } from './rest-binding.ts'

const never = (_writer: unknown, answer: never): never => answer

/** Operations that refuse whatever they are asked. */
const ofCollection = (operation: Operation<{ readonly collection: string }, never>): RestBinding =>
  bind(operation, {
    names: ({ collection_name: name }) => collectionParam(must(name, 'the path names a collection')),
    params: noParams,
    request: (collection) => ({ collection }),
    write: never,
  })

const ofNode = (operation: Operation<undefined, never>): RestBinding =>
  bind(operation, { names: noParams, params: noParams, request: noParams, write: never })

export const snapshotBindings: readonly RestBinding[] = [
  ofCollection(o.createSnapshot),
  ofCollection(o.listSnapshots),
  ofCollection(o.deleteSnapshot),
  ofNode(o.createFullSnapshot),
  ofNode(o.listFullSnapshots),
  ofNode(o.deleteFullSnapshot),
]
