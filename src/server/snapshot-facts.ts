import type { CollectionConfig } from '#model/collection.ts'
import { ArchiveDamaged } from '#storage/snapshot-archive.ts'
import { decodeTaggedJson, encodeTaggedJson } from '#storage/tagged-json.ts'

/** The first entry of an archive: what it is. */
export const factsEntry = 'snapshot.json'
const formatVersion = 1

/** What the archive of a collection says of it, beside its points. */
export interface CollectionFacts {
  /** The name that it had. */
  readonly collection: string
  readonly config: CollectionConfig
}

/** What the archive of a whole storage says. */
export interface StorageFacts {
  /** The file of each collection, by the name of the collection. */
  readonly collections: ReadonlyMap<string, string>
  /** Names of collections by alias. */
  readonly aliases: ReadonlyMap<string, string>
}

/** `by`: the version of the program that writes it. */
export function describeCollection(facts: CollectionFacts, by: string): string {
  return encodeTaggedJson({ format: formatVersion, kind: 'collection', by, ...facts })
}

export function describeStorage(facts: StorageFacts, by: string): string {
  return encodeTaggedJson({ format: formatVersion, kind: 'storage', by, ...facts })
}

/** Throws `ArchiveDamaged` unless the text is what `describeCollection` writes. */
export function readCollectionFacts(text: string): CollectionFacts {
  const { collection, config } = readFacts(text, 'collection')
  if (typeof collection !== 'string' || !isConfig(config))
    throw new ArchiveDamaged(`'${factsEntry}' is not sound`)
  return { collection, config }
}

/** Throws `ArchiveDamaged` unless the text is what `describeStorage` writes. */
export function readStorageFacts(text: string): StorageFacts {
  const { collections, aliases } = readFacts(text, 'storage')
  if (!isTextMap(collections) || !isTextMap(aliases)) throw new ArchiveDamaged(`'${factsEntry}' is not sound`)
  return { collections, aliases }
}

function readFacts(text: string, kind: 'collection' | 'storage'): Readonly<Record<string, unknown>> {
  const facts = decode(text)
  if (!isRecord(facts)) throw new ArchiveDamaged(`'${factsEntry}' is not sound`)
  if (facts['format'] !== formatVersion) {
    throw new ArchiveDamaged(`its format ${String(facts['format'])} is not known to this version`)
  }
  if (facts['kind'] !== kind)
    throw new ArchiveDamaged(`it is a snapshot of a ${String(facts['kind'])}, not of a ${kind}`)
  return facts
}

function decode(text: string): unknown {
  try {
    return decodeTaggedJson(text)
  } catch {
    return undefined
  }
}

/** Whether a value has the form of a configuration; what it says is checked when it is used. */
function isConfig(value: unknown): value is CollectionConfig {
  if (!isRecord(value)) return false
  const { vectors, sparseVectors, vectorKeys, nextVectorKey, hnsw, optimizers, wal } = value
  return (
    vectors instanceof Map &&
    [...vectors.values()].every((vector) => isRecord(vector) && isSize(vector['size'])) &&
    sparseVectors instanceof Map &&
    [...sparseVectors.values()].every(isRecord) &&
    vectorKeys instanceof Map &&
    [...vectors.keys(), ...sparseVectors.keys()].every((name) =>
      Number.isSafeInteger(vectorKeys.get(name)),
    ) &&
    Number.isSafeInteger(nextVectorKey) &&
    [hnsw, optimizers, wal].every(isRecord)
  )
}

const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0

function isTextMap(value: unknown): value is ReadonlyMap<string, string> {
  return (
    value instanceof Map &&
    [...value].every(([name, text]) => typeof name === 'string' && typeof text === 'string')
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map)
}
