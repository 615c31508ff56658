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

/** The path of a file with the snapshot: itself, or `target`, to which it is downloaded. */
export async function obtainSnapshot(
  source: SnapshotSource,
  rules: SnapshotSourceRules & { readonly store: SnapshotStore },
  target: string,
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
  await download(source.url, source.apiKey, target)
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

async function download(url: string, apiKey: string | undefined, target: string): Promise<void> {
  let response: Response
  try {
    response = await fetch(url, apiKey === undefined ? {} : { headers: { 'api-key': apiKey } })
  } catch (error) {
    throw wrongInput(`Failed to download tar from ${url}: ${(error as Error).message}`)
  }
  if (!response.ok || response.body === null) {
    throw wrongInput(
      `Failed to download tar from ${url}: status - ${response.status} ${response.statusText}`.trimEnd(),
    )
  }
  try {
    await save(response.body, target)
  } catch (error) {
    if ((error as { syscall?: unknown }).syscall !== undefined) throw error
    throw wrongInput(`Failed to download tar from ${url}: ${(error as Error).message}`)
  }
}

async function save(bytes: ReadableStream<Uint8Array>, target: string): Promise<void> {
  await pipeline(Readable.fromWeb(bytes as never), createWriteStream(target))
}

const forbidden = (text: string): RequestError => new RequestError('permission-denied', `Forbidden: ${text}`)
