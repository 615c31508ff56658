import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Readable, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract, pack, type Pack } from 'tar-stream'

/**
 * A snapshot file is a tar archive of plain files. Its last entry, `checksums.json`, has the SHA-256 of every
 * other one by its name: an archive that was cut short has none, and what was changed on the way does not match.
 * Everything is streamed: memory does not grow with what is in it.
 */
export const checksumsEntry = 'checksums.json'

/** One file to be archived: one on disk, or a text. */
export type ArchiveEntry = { readonly name: string } & ({ readonly path: string } | { readonly text: string })

/** An archive that was written, or read to its end. */
export interface ArchiveSummary {
  readonly sizeBytes: number
  /** SHA-256 of the whole, in hexadecimal digits. */
  readonly checksum: string
}

/** Thrown for a file that is no snapshot, or no whole one. */
export class ArchiveDamaged extends Error {
  override readonly name = 'ArchiveDamaged'
}

/** Bytes of `checksums.json`: some hundred thousand files. */
const checksumsBytesMax = 64 << 20
/** Bytes read from a file at a time. */
const pieceBytes = 1 << 20

/** Writes an archive; when it returns it is on the medium. A file that is there already is replaced. */
export async function writeArchive(path: string, entries: readonly ArchiveEntry[]): Promise<ArchiveSummary> {
  const archive = pack()
  const whole = new HashingStream()
  const writing = pipeline(archive as unknown as Readable, whole, createWriteStream(path))
  const filling = fill(archive, entries).catch((error: unknown) => {
    archive.destroy(error as Error)
    throw error
  })
  // What made the archive fail says more than that the stream was cut off.
  const [filled, written] = await Promise.allSettled([filling, writing])
  if (filled.status === 'rejected') throw filled.reason
  if (written.status === 'rejected') throw written.reason
  await syncFile(path)
  return { sizeBytes: whole.bytes, checksum: whole.digest() }
}

async function fill(archive: Pack, entries: readonly ArchiveEntry[]): Promise<void> {
  const checksums: Record<string, string> = {}
  for (const entry of entries) {
    checksums[entry.name] =
      'text' in entry ? await addText(archive, entry.name, entry.text) : await addFile(archive, entry)
  }
  await addText(archive, checksumsEntry, JSON.stringify({ sha256: checksums }))
  archive.finalize()
}

async function addText(archive: Pack, name: string, text: string): Promise<string> {
  const bytes = Buffer.from(text)
  await new Promise<void>((resolve, reject) => {
    archive.entry({ ...plainFile, name, size: bytes.length }, bytes, (error) =>
      error ? reject(error) : resolve(),
    )
  })
  return createHash('sha256').update(bytes).digest('hex')
}

async function addFile(archive: Pack, { name, path }: { name: string; path: string }): Promise<string> {
  const { size } = await stat(path)
  const content = new HashingStream()
  const source = createReadStream(path, { highWaterMark: pieceBytes })
  await pipeline(
    source,
    content,
    archive.entry({ ...plainFile, name, size }) as unknown as NodeJS.WritableStream,
  )
  return content.digest()
}

/** Owners and times say nothing that a snapshot is about. */
const plainFile = { type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) } as const

/**
 * Reads an archive to its end and writes its files to where `placeOf` says; undefined: such a file has no
 * business in it. Throws `ArchiveDamaged` unless it is whole and every file is as it was archived; what was
 * written until then stays for the caller to remove.
 */
export async function readArchive(
  path: string,
  placeOf: (name: string) => string | undefined,
): Promise<void> {
  const found = new Map<string, string>()
  let noted: ReadonlyMap<string, string> | undefined
  const reader = extract()
  const source = createReadStream(path, { highWaterMark: pieceBytes })
  const feeding = pipeline(source, reader as unknown as NodeJS.WritableStream)
  feeding.catch(() => {})
  try {
    for await (const entry of reader) {
      const { name, type } = entry.header
      if (noted) throw new ArchiveDamaged(`'${name}' stands behind the end`)
      if (type !== 'file' && type !== 'contiguous-file') throw new ArchiveDamaged(`'${name}' is no file`)
      if (found.has(name)) throw new ArchiveDamaged(`'${name}' is there twice`)
      const content = entry as unknown as Readable
      if (name === checksumsEntry) noted = await readChecksums(content)
      else found.set(name, await writeEntry(content, name, placeOf(name)))
    }
    await feeding
  } catch (error) {
    // When the file itself cannot be read, that is why.
    throw asDamage(isSystemError(source.errored) ? source.errored : error)
  }
  compare(found, noted)
}

async function writeEntry(content: Readable, name: string, place: string | undefined): Promise<string> {
  if (place === undefined) throw new ArchiveDamaged(`'${name}' does not belong in a snapshot`)
  await mkdir(dirname(place), { recursive: true })
  const hash = createHash('sha256')
  const file = await open(place, 'w')
  try {
    for await (const piece of content as AsyncIterable<Uint8Array>) {
      hash.update(piece)
      await file.writev([piece])
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

async function readChecksums(content: Readable): Promise<ReadonlyMap<string, string>> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of content as AsyncIterable<Uint8Array>) {
    length += piece.length
    if (length > checksumsBytesMax) throw new ArchiveDamaged(`'${checksumsEntry}' is too large`)
    pieces.push(piece)
  }
  const parsed = parseJson(Buffer.concat(pieces).toString('utf8'))
  const sums = (parsed as { sha256?: unknown } | null | undefined)?.sha256
  if (typeof sums !== 'object' || sums === null)
    throw new ArchiveDamaged(`'${checksumsEntry}' has no checksums`)
  return new Map(Object.entries(sums).map(([name, sum]) => [name, String(sum)]))
}

function compare(found: ReadonlyMap<string, string>, noted: ReadonlyMap<string, string> | undefined): void {
  if (!noted) throw new ArchiveDamaged('the end is missing')
  for (const [name, checksum] of found) {
    if (noted.get(name) !== checksum) throw new ArchiveDamaged(`'${name}' does not match its checksum`)
  }
  for (const name of noted.keys()) if (!found.has(name)) throw new ArchiveDamaged(`'${name}' is missing`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Errors of the operating system are no fault of the archive; those of the tar reader are. */
function asDamage(error: unknown): unknown {
  if (error instanceof ArchiveDamaged) return error
  if (isSystemError(error)) return error
  const { message } = error as { message?: string }
  // Of an entry that was cut its stream says no more than that.
  const isCut = message === 'Stream was destroyed'
  return new ArchiveDamaged(isCut ? 'Unexpected end of data' : (message ?? String(error)))
}

function isSystemError(error: unknown): boolean {
  return (error as { syscall?: unknown } | null | undefined)?.syscall !== undefined
}

/** The SHA-256 of a file, in hexadecimal digits. */
export async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: pieceBytes }))
    hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** Returns when the file is on the medium. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Removes files and folders, whether they are there or not. */
export async function removeAll(...paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })))
}

/** Lets bytes through, counts and hashes them. */
export class HashingStream extends Transform {
  readonly #hash: Hash = createHash('sha256')
  bytes = 0

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(piece)
    this.bytes += piece.length
    done(null, piece)
  }

  /** Of everything, once all has gone through. */
  digest(): string {
    return this.#hash.digest('hex')
  }
}
