import { collectionName, join, type Problems, problem, refuseProblems } from './points-validation.ts'
import { decodeMessage, plain, record, string } from './proto-message.ts'

/**
 * Requests of qdrant.Snapshots: bytes to checked values. All functions throw RequestError when the bytes are no
 * such message or break a rule. Callers of this service always wait for the end.
 */

const createCodec = record('CreateSnapshotRequest', { collectionName: plain(1, string) })
const deleteCodec = record('DeleteSnapshotRequest', {
  collectionName: plain(1, string),
  snapshotName: plain(2, string),
})
const createFullCodec = record('CreateFullSnapshotRequest', {})
const deleteFullCodec = record('DeleteFullSnapshotRequest', { snapshotName: plain(1, string) })

export function decodeCreateSnapshot(bytes: Uint8Array): { collection: string; wait: true } {
  const { collectionName: collection } = decodeMessage(createCodec, bytes)
  refuseProblems(collectionName(collection))
  return { collection, wait: true }
}

export function decodeDeleteSnapshot(bytes: Uint8Array): {
  collection: string
  snapshot: string
  wait: true
} {
  const { collectionName: collection, snapshotName: snapshot } = decodeMessage(deleteCodec, bytes)
  refuseProblems(join(collectionName(collection), snapshotProblems(snapshot)))
  return { collection, snapshot, wait: true }
}

export function decodeCreateFullSnapshot(bytes: Uint8Array): { wait: true } {
  decodeMessage(createFullCodec, bytes)
  return { wait: true }
}

export function decodeDeleteFullSnapshot(bytes: Uint8Array): { snapshot: string; wait: true } {
  const { snapshotName: snapshot } = decodeMessage(deleteFullCodec, bytes)
  refuseProblems(snapshotProblems(snapshot))
  return { snapshot, wait: true }
}

function snapshotProblems(name: string): Problems {
  return name === '' ? problem('snapshot_name', 'value "" invalid, must be at least 1 characters') : undefined
}
