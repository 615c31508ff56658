import { notFound, type RequestError } from './errors.ts'

/** A snapshot file, as clients see it. */
export interface SnapshotInfo {
  readonly name: string
  /** Milliseconds since the epoch, at a whole second. */
  readonly createdMs: number
  readonly sizeBytes: number
  /** SHA-256 in hexadecimal digits; undefined: nobody has noted it. */
  readonly checksum: string | undefined
}

/** What a snapshot is of. `collection` is the real name. */
export type SnapshotTarget =
  | { readonly kind: 'full' }
  | { readonly kind: 'collection'; readonly collection: string }
  | { readonly kind: 'shard'; readonly collection: string; readonly shardId: number }

/** Where a collection comes back from. */
export type SnapshotSource =
  /** A URL as the client gave it: http, https or file. */
  | { readonly kind: 'url'; readonly url: string; readonly apiKey: string | undefined }
  /** A snapshot of the node. */
  | { readonly kind: 'stored'; readonly target: SnapshotTarget; readonly name: string }
  /** A file of this node. `removed`: it is not needed afterwards. */
  | { readonly kind: 'file'; readonly path: string; readonly removed: boolean }

export const snapshotMissing = (name: string): RequestError => notFound(`Snapshot ${name} not found`)
