import { ProtoReader, wireType } from './proto-reader.ts'

/** Methods whose first field is not the name of a collection. */
const others: ReadonlySet<string> = new Set([
  '/qdrant.Collections/List',
  '/qdrant.Collections/ListAliases',
  '/qdrant.Collections/UpdateAliases',
  '/qdrant.Snapshots/CreateFull',
  '/qdrant.Snapshots/ListFull',
  '/qdrant.Snapshots/DeleteFull',
])
const services = /^\/qdrant\.(Points|Collections|Snapshots)\//
/** `collection_name` in all other requests of these services. */
const collectionTag = (1 << 3) | wireType.bytes

/**
 * The collection that a request to a gRPC method names, without decoding the rest: for those who watch. Undefined:
 * none, or its name does not stand first, where every known encoder puts it.
 */
export function collectionInMessage(path: string, message: Uint8Array): string | undefined {
  if (!services.test(path) || others.has(path) || message[0] !== collectionTag) return undefined
  try {
    const reader = new ProtoReader(message)
    reader.tag()
    return reader.string()
  } catch {
    // The codec will say what is wrong with it.
    return undefined
  }
}
