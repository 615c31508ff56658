import type { CollectionConfig, MemoryPlacement, PayloadIndexes } from '#model/collection.ts'
import { quantizationOf } from './codes-choice.ts'
import { columnFile } from './index-files.ts'
import { type DenseSpace, type VectorSpace, vectorSpaces } from './vector-space.ts'

/** Which setting places a file of a segment. */
export type FileKind = 'vectors' | 'codes' | 'graph' | 'sparse' | 'column' | 'payload' | 'other'

export interface FilePlacement {
  readonly kind: FileKind
  readonly placement: MemoryPlacement
  /** The name of the vector, or the path of the payload index, that the file is of. */
  readonly of: string | undefined
}

/**
 * Where the files of the segments of a collection are to be kept, by their names: `cold` ones are read when they
 * are needed, `cached` ones are brought into memory when they are opened, `pinned` ones are also the last to leave
 * it. `memory` stands over the older flags, as Qdrant has it.
 */
export function createFilePlacements(
  config: CollectionConfig,
  payloadIndexes: PayloadIndexes,
): (fileName: string) => FilePlacement {
  const spaces = new Map(vectorSpaces(config).map((space) => [String(space.key), space]))
  const columns = new Map<string, FilePlacement>()
  for (const [path, schema] of payloadIndexes) {
    const placement = placed(schema.memory, schema.onDisk, 'pinned')
    columns.set(columnFile(path, schema), { kind: 'column', placement, of: path })
  }
  const payload = placed(config.payloadMemory, config.onDiskPayload, 'cached')
  return (name) => {
    const [family = '', key = ''] = name.split('-')
    const space = spaces.get(key)
    if (space && family in vectorFiles) {
      return placeVectorFile(config, space, vectorFiles[family as keyof typeof vectorFiles])
    }
    if (name === 'payloads') return { kind: 'payload', placement: payload, of: undefined }
    return columns.get(name) ?? { kind: 'other', placement: 'pinned', of: undefined }
  }
}

/** Families of file names that go on with the key of a vector name. */
const vectorFiles = {
  dense: 'vectors',
  present: 'vectors',
  quantized: 'codes',
  codes: 'codes',
  multi: 'codes',
  graph: 'graph',
  links: 'graph',
  sparse: 'sparse',
} as const satisfies Record<string, FileKind>

function placeVectorFile(config: CollectionConfig, space: VectorSpace, kind: FileKind): FilePlacement {
  return { kind, placement: vectorPlacement(config, space, kind), of: space.name }
}

function vectorPlacement(config: CollectionConfig, space: VectorSpace, kind: FileKind): MemoryPlacement {
  if (space.kind === 'sparse') return placed(space.config.index?.memory, space.config.index?.onDisk, 'pinned')
  const vectors = placed(space.config.memory, space.config.onDisk, 'cached')
  if (kind === 'vectors') return vectors
  if (kind === 'codes') return codesPlacement(config, space, vectors)
  const own = space.config.hnsw
  return placed(own?.memory ?? config.hnsw.memory, own?.onDisk ?? config.hnsw.onDisk, 'cached')
}

/** Codes follow their vectors unless the quantization says otherwise. */
function codesPlacement(
  config: CollectionConfig,
  space: DenseSpace,
  vectors: MemoryPlacement,
): MemoryPlacement {
  const quantization = quantizationOf(config, space)
  if (quantization === undefined) return vectors
  return quantization.memory ?? (quantization.alwaysRam === true ? 'pinned' : vectors)
}

function placed(
  memory: MemoryPlacement | undefined,
  onDisk: boolean | undefined,
  fallback: MemoryPlacement,
): MemoryPlacement {
  return memory ?? (onDisk === true ? 'cold' : fallback)
}
