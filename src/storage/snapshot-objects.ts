import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { internal } from '#model/errors.ts'
import { type SnapshotInfo, snapshotMissing, type SnapshotTarget } from '#model/snapshot.ts'
import { removeAll } from './snapshot-archive.ts'
import { fileNameOf, freeName, isSnapshotName } from './snapshot-folders.ts'
import type { SnapshotStore, StoredSnapshot } from './snapshot-store.ts'

/** A bucket of a service that speaks S3. */
export interface BucketSettings {
  readonly bucket: string
  /** Before the keys of all snapshots; without slashes around it, may be empty. */
  readonly prefix: string
  /** What is undefined comes from the variables of the service (`AWS_REGION`, `AWS_ACCESS_KEY_ID`, ...). */
  readonly region: string | undefined
  readonly accessKey: string | undefined
  readonly secretKey: string | undefined
  /** Undefined: that of Amazon for the region. */
  readonly endpoint: string | undefined
}

/** Parts in which a snapshot is sent: at most 10,000, and all but the last of 5 MiB at least. */
const partsMax = 10_000
const partBytesMin = 8 << 20
/** Parts that are under way at one time. */
const partsAtOnce = 3
/** Attempts to send a part after the first. */
const retries = 3

/**
 * Snapshots as objects of a bucket, with the keys that Qdrant gives them: `<prefix>/<collection>/<name>`. Their
 * checksums are known to those only who made them.
 */
export class SnapshotObjects implements SnapshotStore {
  readonly #client: Bun.S3Client
  readonly #prefix: string
  readonly #workPath: string

  /** `workPath`: where snapshots are made before they are sent. */
  constructor(settings: BucketSettings, workPath: string) {
    const { bucket, region, accessKey, secretKey, endpoint } = settings
    this.#client = new Bun.S3Client({
      bucket,
      ...(region === undefined ? {} : { region }),
      ...(accessKey === undefined ? {} : { accessKeyId: accessKey }),
      ...(secretKey === undefined ? {} : { secretAccessKey: secretKey }),
      ...(endpoint === undefined ? {} : { endpoint }),
    })
    this.#prefix = settings.prefix
    this.#workPath = workPath
  }

  async list(target: SnapshotTarget): Promise<SnapshotInfo[]> {
    const prefix = this.#keyOf(target, '')
    const infos: SnapshotInfo[] = []
    let token: string | undefined
    do {
      const page = await attempt('list snapshots', () =>
        this.#client.list({
          prefix,
          delimiter: '/',
          ...(token === undefined ? {} : { continuationToken: token }),
        }),
      )
      for (const { key, size = 0, lastModified } of page.contents ?? []) {
        const name = key.slice(prefix.length)
        if (!isSnapshotName(name)) continue
        infos.push({
          name,
          createdMs: wholeSecond(Date.parse(lastModified ?? '')),
          sizeBytes: size,
          checksum: undefined,
        })
      }
      token = page.isTruncated === true ? page.nextContinuationToken : undefined
    } while (token !== undefined)
    return infos.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  async find(target: SnapshotTarget, name: string): Promise<StoredSnapshot> {
    if (!isSnapshotName(name)) throw snapshotMissing(name)
    const key = this.#keyOf(target, name)
    const { size, lastModified } = await attempt('get head', () => this.#client.stat(key), name)
    const modifiedMs = lastModified.getTime()
    const file = this.#client.file(key)
    return {
      name,
      createdMs: wholeSecond(modifiedMs),
      sizeBytes: size,
      checksum: undefined,
      modifiedMs,
      open: (from, to) => (from === undefined ? file : file.slice(from, to)).stream(),
    }
  }

  async remove(target: SnapshotTarget, name: string): Promise<void> {
    // The service does not say whether there was one.
    await this.find(target, name)
    await attempt('delete snapshot', () => this.#client.delete(this.#keyOf(target, name)), name)
  }

  async create(
    target: SnapshotTarget,
    peerId: number,
    nowMs: number,
    write: (draft: string) => Promise<{ readonly checksum: string }>,
  ): Promise<SnapshotInfo> {
    const taken = new Set((await this.list(target)).map(({ name }) => name))
    const name = freeName(taken, target, peerId, nowMs)
    await mkdir(this.#workPath, { recursive: true })
    const draft = join(this.#workPath, `${randomUUID()}.draft`)
    try {
      const { checksum } = await write(draft)
      await attempt('upload snapshot', () => this.#send(draft, this.#keyOf(target, name)))
      const { createdMs, sizeBytes } = await this.find(target, name)
      const { size } = await stat(draft)
      if (sizeBytes !== size)
        throw internal(`the bucket has ${sizeBytes} of ${size} bytes of snapshot ${name}`)
      return { name, createdMs, sizeBytes, checksum }
    } finally {
      await removeAll(draft)
    }
  }

  /** An object is there when all of its parts are. */
  async #send(path: string, key: string): Promise<void> {
    const { size } = await stat(path)
    const partSize = Math.max(partBytesMin, Math.ceil(size / partsMax))
    const writer = this.#client.file(key).writer({ partSize, queueSize: partsAtOnce, retry: retries })
    let unsent = 0
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const bytes = piece as Buffer
      await writer.write(bytes)
      unsent += bytes.length
      if (unsent < partSize * partsAtOnce) continue
      // It takes whatever it is given: what is not waited for here fills the memory.
      await writer.flush()
      unsent = 0
    }
    await writer.end()
  }

  #keyOf(target: SnapshotTarget, name: string): string {
    const folder = this.#prefix === '' ? '' : `${this.#prefix}/`
    if (target.kind === 'full') return folder + name
    const collection = `${folder}${fileNameOf(target.collection)}/`
    return target.kind === 'shard' ? `${collection}shards/${target.shardId}/${name}` : collection + name
  }
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000
}

/** Errors of the service as ours. `name`: of the snapshot that may not be there. */
async function attempt<T>(what: string, run: () => Promise<T>, name?: string): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
    if (name !== undefined && (code === 'NoSuchKey' || code === 'NotFound')) throw snapshotMissing(name)
    throw internal(`Failed to ${what}: ${String(code)}: ${String(message)}`, error)
  }
}
