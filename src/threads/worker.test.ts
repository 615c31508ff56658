import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { spawnWorker } from './worker.ts'

const folder = mkdtempSync(join(tmpdir(), 'quiver-worker-'))
afterAll(() => rmSync(folder, { recursive: true }))

function entry(name: string, code: string): URL {
  const path = join(folder, `${name}.ts`)
  const birth = join(import.meta.dirname, 'worker.ts')
  writeFileSync(path, `import { workerBirth } from ${JSON.stringify(birth)}\n${code}`)
  return Bun.pathToFileURL(path)
}

test('a worker is born with its name, its ports and its data', async () => {
  const { port1, port2 } = new MessageChannel()
  const worker = spawnWorker({
    name: 'child',
    entry: entry('born', 'const b = workerBirth(); b.ports.main.postMessage([b.name, b.data])'),
    ports: { main: port2 },
    data: { answer: 42 },
    onDeath: () => {},
  })
  const message = await new Promise((resolve) => port1.once('message', resolve))
  expect(message).toEqual(['child', { answer: 42 }])
  await worker.terminate()
})

const deaths = {
  'throws while it starts': 'throw new Error("first words")',
  'throws later': 'setTimeout(() => { throw new Error("last words") }, 1)',
  'leaves a rejection unhandled': 'setTimeout(() => { void Promise.reject(new Error("nobody")) }, 1)',
  'ends by itself': 'process.exit(3)',
}
test.each(Object.entries(deaths))('it is told, once, when a worker %s', async (name, code) => {
  let count = 0
  await new Promise<void>((resolve) => {
    spawnWorker({
      name,
      entry: entry(name.replaceAll(' ', '-'), code),
      ports: {},
      data: null,
      onDeath: (dead) => {
        expect(dead).toBe(name)
        count++
        // A second word would come with the exit, which follows an error at once.
        setTimeout(resolve, 20)
      },
    })
  })
  expect(count).toBe(1)
})
