import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { auditFiles, auditPeriod, type AuditRotation } from './audit-files.ts'

/** Plain data: it goes to every thread. */
export interface AuditSettings {
  /** Absolute. */
  readonly folder: string
  /** When a new file begins, in UTC. */
  readonly rotation: AuditRotation
  /** Older files than so many are removed when a new one begins. */
  readonly filesMax: number
  /** The address of a caller is read from `X-Forwarded-For`, where that is given. */
  readonly trustsForwarded: boolean
  /** Records tell the path of the REST request or the gRPC method. */
  readonly tellsApi: boolean
}

/** Who calls, and how. Plain data: it goes from thread to thread with the call. */
export interface Caller {
  readonly authType: AuthType
  /** Whom a token was issued to, as it says itself. */
  readonly subject: string | undefined
  /** IP address. */
  readonly remote: string | undefined
  /** Path of the REST request or the gRPC method. */
  readonly api: string
  readonly tracingId: string | undefined
}

export type AuthType = 'Jwt' | 'ApiKey' | 'None'

/** Whether a caller may do something. */
export interface Decision {
  /** Name of the operation; undefined: who called was not let in at all. */
  readonly method: string | undefined
  readonly collection: string | undefined
  /** Why not; undefined: he may. */
  readonly error: string | undefined
}

/** Texts of clients are cut to so many characters: the log must not grow as requests like. */
const textMax = 1024

/**
 * Writes every decision about a caller as one line of JSON, before anything is done for him. Each thread has
 * its own on the same files: a line is appended by one write, which no other one can come between. A record that
 * cannot be written stops nobody; `onFailure` is told.
 */
export class AuditLog {
  readonly settings: AuditSettings
  readonly #nowMs: () => number
  readonly #onFailure: (error: unknown) => void
  #open: { readonly handle: number; readonly startMs: number; readonly endMs: number } | undefined

  /** Throws the error of the system when the folder or the file cannot be made. */
  constructor(
    settings: AuditSettings,
    options: { readonly nowMs?: () => number; readonly onFailure: (error: unknown) => void },
  ) {
    this.settings = settings
    this.#nowMs = options.nowMs ?? Date.now
    this.#onFailure = options.onFailure
    mkdirSync(settings.folder, { recursive: true })
    this.#fileAt(this.#nowMs())
  }

  note(caller: Caller, decision: Decision): void {
    const nowMs = this.#nowMs()
    try {
      writeSync(this.#fileAt(nowMs), this.#lineOf(nowMs, caller, decision))
    } catch (error) {
      this.#onFailure(error)
    }
  }

  close(): void {
    if (this.#open) closeSync(this.#open.handle)
    this.#open = undefined
  }

  #lineOf(nowMs: number, caller: Caller, { method, collection, error }: Decision): string {
    // Who was not let in has no operation, so the path is all that tells what was asked for.
    const api = this.settings.tellsApi || method === undefined ? caller.api : undefined
    const record = {
      timestamp: new Date(nowMs).toISOString(),
      method,
      api: cut(api),
      auth_type: caller.authType,
      subject: cut(caller.subject),
      remote: cut(caller.remote),
      collection: cut(collection),
      tracing_id: caller.tracingId,
      result: error === undefined ? 'ok' : 'denied',
      error: cut(error),
    }
    return `${JSON.stringify(record)}\n`
  }

  #fileAt(nowMs: number): number {
    if (this.#open && nowMs >= this.#open.startMs && nowMs < this.#open.endMs) return this.#open.handle
    const { folder, rotation } = this.settings
    const { name, startMs, endMs } = auditPeriod(nowMs, rotation)
    const handle = openSync(join(folder, name), 'a', 0o600)
    this.close()
    this.#open = { handle, startMs, endMs }
    this.#removeOld()
    return handle
  }

  #removeOld(): void {
    const { folder, filesMax } = this.settings
    for (const { name } of auditFiles(folder).slice(Math.max(filesMax, 1))) {
      rmSync(join(folder, name), { force: true })
    }
  }
}

function cut(text: string | undefined): string | undefined {
  return text !== undefined && text.length > textMax ? text.slice(0, textMax) : text
}
