import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack } from 'tar-stream'
import { ArchiveDamaged, checksumOf, checksumsEntry, readArchive, writeArchive } from './snapshot-archive.ts'

const root = mkdtempSync(join(tmpdir(), 'quiver-archive-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const archive = join(root, 'archive.tar')
const contents = new Map([
  ['facts.json', Buffer.from('{"a":1}')],
  ['part/empty', Buffer.alloc(0)],
  ['part/one-block', Buffer.alloc(512, 7)],
  ['part/large', Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 31) & 255))],
])

async function make(): Promise<Buffer> {
  const entries = [...contents].map(([name, content]) => {
    const path = join(root, name.replace('/', '-'))
    writeFileSync(path, content)
    return name.endsWith('.json') ? { name, text: content.toString() } : { name, path }
  })
  const summary = await writeArchive(archive, entries)
  const bytes = readFileSync(archive)
  expect(summary).toEqual({ sizeBytes: bytes.length, checksum: await checksumOf(archive) })
  return bytes
}

/** What came out of an archive by name, or why nothing did. */
async function read(bytes: Uint8Array): Promise<ReadonlyMap<string, Buffer> | string> {
  const folder = mkdtempSync(join(root, 'out-'))
  const path = join(folder, 'archive')
  writeFileSync(path, bytes)
  const names: string[] = []
  try {
    await readArchive(path, (name) => {
      if (!contents.has(name)) return undefined
      names.push(name)
      return join(folder, 'files', name)
    })
    return new Map(names.map((name) => [name, readFileSync(join(folder, 'files', name))]))
  } catch (error) {
    if (!(error instanceof ArchiveDamaged)) throw error
    return error.message
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('what is archived comes back as it was', async () => {
  expect(await read(await make())).toEqual(contents)
})

test('an archive that was cut anywhere is refused', async () => {
  const bytes = await make()
  // Two empty blocks end a tar file; nothing is lost with them.
  const end = bytes.length - 1024
  const cuts = Array.from({ length: Math.ceil(end / 128) }, (_, index) => index * 128)
  for (const length of [...cuts, 1, 511, 513, end - 1]) {
    const answer = await read(bytes.subarray(0, length))
    expect([length, typeof answer]).toEqual([length, 'string'])
  }
})

test('a changed byte is found, or changes nothing', async () => {
  const bytes = await make()
  for (let at = 0; at < bytes.length; at += 37) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
    const answer = await read(changed)
    if (typeof answer !== 'string') expect(answer).toEqual(contents)
  }
})

test('bytes at random are no archive', async () => {
  for (let seed = 1; seed < 40; seed++) {
    const bytes = Uint8Array.from({ length: seed * 97 }, (_, at) => Math.imul(seed + at, 2654435761) >>> 24)
    expect(typeof (await read(bytes))).toBe('string')
  }
})

test('what has no business in an archive is refused', async () => {
  const crafted = async (build: (tar: ReturnType<typeof pack>) => void): Promise<unknown> => {
    const tar = pack()
    build(tar)
    tar.finalize()
    const pieces: Buffer[] = []
    for await (const piece of tar) pieces.push(Buffer.from(piece as Uint8Array))
    return read(Buffer.concat(pieces))
  }
  expect(await crafted((tar) => tar.entry({ name: '../outside' }, 'x'))).toBe(
    "'../outside' does not belong in a snapshot",
  )
  expect(
    await crafted((tar) => tar.entry({ name: 'facts.json', type: 'symlink', linkname: '/etc/passwd' })),
  ).toBe("'facts.json' is no file")
  const twice = (tar: ReturnType<typeof pack>): void => {
    tar.entry({ name: 'facts.json' }, 'x')
    tar.entry({ name: 'facts.json' }, 'y')
  }
  expect(await crafted(twice)).toBe("'facts.json' is there twice")
  expect(await crafted((tar) => tar.entry({ name: checksumsEntry }, '[]'))).toContain('has no checksums')
  const more = JSON.stringify({ sha256: { gone: 'x' } })
  expect(await crafted((tar) => tar.entry({ name: checksumsEntry }, more))).toBe("'gone' is missing")
  const behind = (tar: ReturnType<typeof pack>): void => {
    tar.entry({ name: checksumsEntry }, '{"sha256":{}}')
    tar.entry({ name: 'facts.json' }, 'x')
  }
  expect(await crafted(behind)).toBe("'facts.json' stands behind the end")
  expect(readdirSync(root)).not.toContain('outside')
})

test('a file that cannot be read makes no archive', async () => {
  const missing = { name: 'part/large', path: join(root, 'nowhere') }
  expect(
    await writeArchive(archive, [missing]).then(
      () => 'made',
      (error: Error) => error.message,
    ),
  ).toContain('ENOENT')
  const reading = readArchive(join(root, 'nowhere'), () => undefined)
  expect(await reading.catch((error: Error) => error.message)).toContain('ENOENT')
})
