import { totalmem } from 'node:os'

/**
 * Memory that the process has resident, in whole percent (0..100) of what there is: of the machine, or of the
 * control group where that has less.
 */
export function residentMemoryPercent(): number {
  const machine = totalmem()
  const constrained = process.constrainedMemory()
  const total = constrained > 0 && constrained < machine ? constrained : machine
  return Math.min(Math.floor((process.memoryUsage.rss() * 100) / total), 100)
}
