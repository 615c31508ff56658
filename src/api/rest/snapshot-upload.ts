import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { malformed, RequestError } from '#model/errors.ts'
import type { UploadedSnapshot } from '#service/snapshot-operations.ts'
import { HashingStream } from '#storage/snapshot-archive.ts'

/** A form that cannot be taken: its client is told so in plain text. */
export class FormRefused extends RequestError {
  constructor(message: string) {
    super('invalid-argument', message)
  }
}

const fieldName = 'snapshot'

/**
 * Writes the file `snapshot` of a multipart form to a path, piece by piece, however large it is. Throws
 * `FormRefused` when the form has none, and RequestError when it ends too early.
 */
export async function receiveSnapshot(request: Request, path: string): Promise<UploadedSnapshot> {
  const contentType = request.headers.get('content-type')
  if (contentType === null) throw new FormRefused('Could not find Content-Type header')
  const { body } = request
  const form = openForm(contentType)
  let received: Promise<UploadedSnapshot> | undefined
  form.on('file', (name: string, content: Readable) => {
    if (name !== fieldName || received) {
      content.resume()
      return
    }
    received = store(content, path)
    // Awaited below; it may fail while the form is still coming in.
    received.catch((error: unknown) => form.destroy(error as Error))
  })
  if (body !== null) await readForm(Readable.fromWeb(body as never), form)
  if (!received) throw new FormRefused(`Required field is missing: ${fieldName}`)
  return received
}

function openForm(contentType: string): BusboyInstance {
  try {
    // A field without a file name counts as a file too, if it is called so.
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: (name) => name === fieldName,
      limits: { fieldSize: 1 << 16, fields: 100, files: 100, parts: 200 },
    })
  } catch (error) {
    throw new FormRefused((error as Error).message)
  }
}

async function readForm(source: Readable, form: BusboyInstance): Promise<void> {
  try {
    await pipeline(source, form)
  } catch (error) {
    if ((error as { syscall?: unknown }).syscall !== undefined) throw error
    throw malformed(`Multipart stream is incomplete: ${(error as Error).message}`)
  }
}

async function store(content: Readable, path: string): Promise<UploadedSnapshot> {
  const hash = new HashingStream()
  await pipeline(content, hash, createWriteStream(path))
  return { checksum: hash.digest() }
}
