import type { SnapshotInfo } from '#model/snapshot.ts'
import { MessageWriter } from './message-writer.ts'

/** Answers of qdrant.Snapshots. `timeSec` is how long the request took. */

/** What was made. Callers always wait, so that there is always something. */
type Created = { readonly kind: 'done'; readonly value: SnapshotInfo } | { readonly kind: 'accepted' }

export function encodeCreatedSnapshot(created: Created, timeSec: number): Uint8Array {
  const writer = new MessageWriter()
  if (created.kind === 'done') writer.message(1, created.value, (info) => writeSnapshot(writer, info))
  writer.double(2, timeSec)
  return writer.finish()
}

export function encodeSnapshots(snapshots: readonly SnapshotInfo[], timeSec: number): Uint8Array {
  const writer = new MessageWriter()
  for (const snapshot of snapshots) writer.message(1, snapshot, (info) => writeSnapshot(writer, info))
  writer.double(2, timeSec)
  return writer.finish()
}

/** DeleteSnapshotResponse says nothing else. */
export function encodeTime(_answer: unknown, timeSec: number): Uint8Array {
  const writer = new MessageWriter()
  writer.double(1, timeSec)
  return writer.finish()
}

function writeSnapshot(writer: MessageWriter, { name, createdMs, sizeBytes, checksum }: SnapshotInfo): void {
  writer.text(1, name)
  writer.message(2, createdMs, (time) => writer.uint(1, Math.floor(time / 1000)))
  writer.uint(3, sizeBytes)
  writer.text(4, checksum)
}
