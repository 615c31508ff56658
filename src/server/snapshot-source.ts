import { createWriteStream } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { badRequest, RequestError, wrongInput } from '#model/errors.ts'
import type { SnapshotSource } from '#model/snapshot.ts'
import { SnapshotFolders } from '#storage/snapshot-folders.ts'
import { SnapshotObjects } from '#storage/snapshot-objects.ts'
import type { SnapshotStore } from '#storage/snapshot-store.ts'
import type { ServerConfig } from './config.ts'

/** The snapshots of the node: files of its folder, or objects of a bucket. */
export function openSnapshotStore({ snapshotsPath, snapshotsBucket, workPath }: ServerConfig): SnapshotStore {
  if (snapshotsBucket === undefined) return new SnapshotFolders(snapshotsPath)
  return new SnapshotObjects(snapshotsBucket, workPath)
}

export interface SnapshotSourceRules {
  /** Files are taken from this folder only; absolute. */
  readonly snapshotsPath: string
  /** False: nothing is fetched from other hosts. */
  readonly remoteAllowed: boolean
}

/**
 * Whether a snapshot may be had from a source, before anything is done. Throws `permission-denied` and
 * `invalid-argument`.
 */
export function checkSource(source: SnapshotSource, { remoteAllowed }: SnapshotSourceRules): void {
  if (source.kind !== 'url') return
  const { protocol } = new URL(source.url)
  if (protocol === 'file:') return
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw badRequest(`URL ${source.url} with scheme ${protocol.slice(0, -1)} is not supported`)
  }
  if (!remoteAllowed) {
    throw forbidden('Snapshot recovery from remote URLs is disabled in the configuration')
  }
}

/**
 * The path of a file with the snapshot: itself, or `target`, to which it is downloaded. `silenceMs`: for how long a
 * host may send nothing.
 */
export async function obtainSnapshot(
  source: SnapshotSource,
  rules: SnapshotSourceRules & { readonly store: SnapshotStore },
  target: string,
  silenceMs?: number,
): Promise<string> {
  if (source.kind === 'file') return source.path
  if (source.kind === 'stored') {
    const stored = await rules.store.find(source.target, source.name)
    if (stored.path !== undefined) return stored.path
    const bytes = stored.open()
    await save(bytes instanceof Blob ? bytes.stream() : bytes, target)
    return target
  }
  checkSource(source, rules)
  const url = new URL(source.url)
  if (url.protocol === 'file:') return localFile(url, rules)
  await download(source.url, source.apiKey, target, silenceMs)
  return target
}

async function localFile(url: URL, { snapshotsPath }: SnapshotSourceRules): Promise<string> {
  const path = pathOf(url)
  let real: string
  try {
    real = await realpath(path)
  } catch {
    throw badRequest(`Snapshot file ${JSON.stringify(path)} does not exist`)
  }
  const root = await realpath(snapshotsPath).catch(() => snapshotsPath)
  if (!real.startsWith(root + sep)) {
    throw forbidden(`Snapshot file path must be inside the snapshots directory ${JSON.stringify(root)}`)
  }
  return real
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url)
  } catch {
    throw badRequest(`Invalid snapshot URI, file path must be absolute: ${url.href}`)
  }
}

/** Redirections that are followed. */
const redirectsMax = 10
/** A host that sends nothing for so long is given up. */
const silenceMsMax = 60_000

async function download(
  url: string,
  apiKey: string | undefined,
  target: string,
  silenceMs: number = silenceMsMax,
): Promise<void> {
  const silence = new Silence(silenceMs)
  try {
    const response = await get(new URL(url), apiKey, silence.signal)
    if (!response.ok || response.body === null) {
      throw new DownloadFailed(`status - ${response.status} ${response.statusText}`.trimEnd())
    }
    await save(response.body.pipeThrough(silence.stream()), target)
  } catch (error) {
    if ((error as { syscall?: unknown }).syscall !== undefined) throw error
    const why = silence.signal.aborted
      ? `nothing came for ${silenceMs / 1000} seconds`
      : (error as Error).message
    throw wrongInput(`Failed to download tar from ${url}: ${why}`)
  } finally {
    silence.end()
  }
}

class DownloadFailed extends Error {}

/** Follows redirections, but shows the key to the host only that it was given for. */
async function get(first: URL, apiKey: string | undefined, signal: AbortSignal): Promise<Response> {
  let url = first
  for (let followed = 0; followed <= redirectsMax; followed++) {
    const headers: Record<string, string> =
      apiKey !== undefined && url.origin === first.origin ? { 'api-key': apiKey } : {}
    const response = await fetch(url.href, { headers, redirect: 'manual', signal })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    await response.body?.cancel()
    const next = URL.parse(location, url.href)
    if (next === null || !/^https?:$/.test(next.protocol)) {
      throw new DownloadFailed(`it is redirected to ${location}, which is no http or https URL`)
    }
    url = next
  }
  throw new DownloadFailed(`it is redirected more than ${redirectsMax} times`)
}

/** Aborts its signal when nothing has come for so long. */
class Silence {
  readonly #abort = new AbortController()
  readonly #timeoutMs: number
  #timer: ReturnType<typeof setTimeout>

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
    this.#timer = this.#start()
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Hands on what comes. */
  stream(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (piece, controller) => {
        this.end()
        this.#timer = this.#start()
        controller.enqueue(piece)
      },
    })
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #start(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#abort.abort(), this.#timeoutMs)
  }
}

async function save(bytes: ReadableStream<Uint8Array>, target: string): Promise<void> {
  await pipeline(Readable.fromWeb(bytes as never), createWriteStream(target))
}

const forbidden = (text: string): RequestError => new RequestError('permission-denied', `Forbidden: ${text}`)
