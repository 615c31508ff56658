import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDisk } from '#base/disk.ts'
import { type SnapshotInfo, snapshotMissing, type SnapshotTarget } from '#model/snapshot.ts'
import { syncFile } from './snapshot-archive.ts'
import type { SnapshotStore, StoredSnapshot } from './snapshot-store.ts'

const extension = '.snapshot'
const checksumExtension = '.checksum'
/** What is being written ends so, and is nothing yet. */
const draftExtension = '.draft'
/** A draft to which nothing was written for so long will never be finished. */
const draftAgeMsMax = 3_600_000
/** Bytes of the name of a collection in names of files. */
const nameBytesMax = 150

/** A snapshot and its file. */
interface SnapshotFile extends SnapshotInfo {
  readonly path: string
  readonly modifiedMs: number
}

/**
 * The folder of snapshots: full ones stand in it, those of a collection in a folder of its name, those of a
 * shard in `shards/<id>` below that. Beside each stands `<name>.checksum`, its SHA-256.
 */
export class SnapshotFolders implements SnapshotStore {
  /** Absolute. */
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  folderOf(target: SnapshotTarget): string {
    if (target.kind === 'full') return this.root
    const folder = join(this.root, fileNameOf(target.collection))
    return target.kind === 'shard' ? join(folder, 'shards', String(target.shardId)) : folder
  }

  /** By name; empty when there are none. */
  async list(target: SnapshotTarget): Promise<SnapshotInfo[]> {
    const folder = this.folderOf(target)
    const names = (await namesIn(folder)).filter((name) => name.endsWith(extension)).toSorted()
    const files = await Promise.all(names.map((name) => describe(folder, name)))
    return files.filter((file) => file !== undefined).map(infoOf)
  }

  /** Throws `not-found` when there is no such snapshot. */
  async find(target: SnapshotTarget, name: string): Promise<StoredSnapshot> {
    const file = await this.#find(target, name)
    return {
      ...file,
      open: (from, to) => (from === undefined ? Bun.file(file.path) : Bun.file(file.path).slice(from, to)),
    }
  }

  /** Throws `not-found` when there is no such snapshot. */
  async remove(target: SnapshotTarget, name: string): Promise<void> {
    const { path } = await this.#find(target, name)
    await rm(path)
    await rm(path + checksumExtension, { force: true })
  }

  async #find(target: SnapshotTarget, name: string): Promise<SnapshotFile> {
    const file = isSnapshotName(name) ? await describe(this.folderOf(target), name) : undefined
    if (!file) throw snapshotMissing(name)
    return file
  }

  /**
   * Makes a snapshot: `write` fills the file that it is given and tells its checksum. The file gets its name
   * when it is whole.
   */
  async create(
    target: SnapshotTarget,
    peerId: number,
    nowMs: number,
    write: (draft: string) => Promise<{ readonly checksum: string }>,
  ): Promise<SnapshotInfo> {
    const folder = this.folderOf(target)
    await mkdir(folder, { recursive: true })
    await removeDrafts(folder)
    const name = freeName(new Set(await namesIn(folder)), target, peerId, nowMs)
    const path = join(folder, name)
    const draft = path + draftExtension
    try {
      const { checksum } = await write(draft)
      await writeFile(path + checksumExtension, checksum)
      await syncFile(path + checksumExtension)
      await rename(draft, path)
      createDisk().syncFolder(folder)
    } catch (error) {
      await Promise.all([rm(draft, { force: true }), rm(path + checksumExtension, { force: true })])
      throw error
    }
    return infoOf(await this.#find(target, name))
  }
}

/** Two snapshots of one second do not replace each other: the later one takes the next second. */
export function freeName(
  taken: ReadonlySet<string>,
  target: SnapshotTarget,
  peerId: number,
  nowMs: number,
): string {
  for (let timeMs = nowMs; ; timeMs += 1000) {
    const name = snapshotName(target, peerId, timeMs)
    if (!taken.has(name)) return name
  }
}

/** The name of a new snapshot at a time: `<collection>-<peer>-<UTC time>.snapshot`, or as the target wants it. */
export function snapshotName(target: SnapshotTarget, peerId: number, nowMs: number): string {
  const time = new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')
  if (target.kind === 'full') return `full-snapshot-${time}${extension}`
  const collection = fileNameOf(target.collection)
  const what = target.kind === 'shard' ? `shard-${target.shardId}` : String(peerId)
  return `${collection}-${what}-${time}${extension}`
}

/**
 * The name of a collection as one of a file: itself, unless it is too long for one or begins in a way that
 * would mean something else (`.`, `..`). Different names stay different.
 */
export function fileNameOf(collection: string): string {
  const safe = collection.replace(/^[.%]/, (first) => (first === '.' ? '%2E' : '%25'))
  if (Buffer.byteLength(safe) <= nameBytesMax) return safe
  const hash = createHash('sha256').update(collection).digest('hex').slice(0, 32)
  return `%${hash}`
}

/** What clients see of it. */
function infoOf({ name, createdMs, sizeBytes, checksum }: SnapshotFile): SnapshotInfo {
  return { name, createdMs, sizeBytes, checksum }
}

/** Whether a name is that of a snapshot, and of one in the folder itself. */
export function isSnapshotName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name) && name.endsWith(extension)
}

/** Those of processes that died; others may be making one at this moment. */
async function removeDrafts(folder: string): Promise<void> {
  const drafts = (await namesIn(folder)).filter((name) => name.endsWith(draftExtension))
  for (const name of drafts) {
    const path = join(folder, name)
    const facts = await stat(path).catch(absent)
    if (facts && Date.now() - facts.mtimeMs > draftAgeMsMax) await rm(path, { force: true })
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Undefined when there is no such file. */
async function describe(folder: string, name: string): Promise<SnapshotFile | undefined> {
  const path = join(folder, name)
  const facts = await stat(path).catch(absent)
  if (!facts?.isFile()) return undefined
  const checksum = await readFile(path + checksumExtension, 'utf8').catch(absent)
  // Where the file system does not note when a file was made, it was made when it was written.
  const bornMs = facts.birthtimeMs > 0 ? facts.birthtimeMs : facts.mtimeMs
  return {
    name,
    createdMs: Math.floor(bornMs / 1000) * 1000,
    sizeBytes: facts.size,
    checksum: checksum?.trim(),
    path,
    modifiedMs: facts.mtimeMs,
  }
}

function absent(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
  throw error
}
