import { cc, ptr } from 'bun:ffi'
import { join } from 'node:path'

/**
 * `run-with-faults.ts CONTROL PROGRAM ARGUMENTS`: runs a program with the faults that the file CONTROL asks for,
 * and ends as it ends.
 */
const [controlPath = '', ...command] = process.argv.slice(2)
const { symbols } = cc({
  source: join(import.meta.dirname, 'tracer.c'),
  symbols: { runWithFaults: { args: ['ptr', 'ptr'], returns: 'int' } },
})
const control = Bun.mmap(controlPath, { shared: true })
const texts = command.map((argument) => new TextEncoder().encode(`${argument}\0`))
const argv = new BigUint64Array(texts.length + 1)
for (const [index, text] of texts.entries()) argv[index] = BigInt(ptr(text))
const end = symbols.runWithFaults(ptr(argv), ptr(control))
if (end >= 256) process.kill(process.pid, end - 256)
process.exit(end)
