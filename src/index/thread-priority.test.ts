import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

test.skipIf(process.platform !== 'linux')('lowers the priority of one thread only', async () => {
  const before = readNiceness('/proc/self/stat')
  const source = `
    const { lowerThreadPriority } = require(${JSON.stringify(`${import.meta.dir}/thread-priority.ts`)})
    const done = lowerThreadPriority(7)
    postMessage({ done, stat: require('node:fs').readFileSync('/proc/thread-self/stat', 'utf8') })`
  const worker = new Worker(source, { eval: true })
  const message = await new Promise<{ done: boolean; stat: string }>((resolve, reject) => {
    worker.on('message', resolve)
    worker.on('error', reject)
  })
  await worker.terminate()
  expect(message.done).toBe(true)
  expect(nicenessOf(message.stat)).toBe(7)
  expect(readNiceness('/proc/self/stat')).toBe(before)
})

const readNiceness = (path: string): number => nicenessOf(readFileSync(path, 'utf8'))
/** Field 19 of a stat line; the name before it may hold blanks. */
const nicenessOf = (stat: string): number => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
