import { addHardwareUsage, createHardwareUsage, type HardwareUsage } from '#base/hardware-usage.ts'

/** Adds up what one call costs. */
export interface UsageMeter {
  /** For `CallContext.onUsage`. */
  readonly onUsage: (usage: Readonly<HardwareUsage>) => void
  /** Undefined: nothing was told, because the call is not about points or its caller does not wait. */
  readonly usage: Readonly<HardwareUsage> | undefined
}

export function createUsageMeter(): UsageMeter {
  let sum: HardwareUsage | undefined
  return {
    onUsage(usage) {
      sum ??= createHardwareUsage()
      addHardwareUsage(sum, usage)
    },
    get usage() {
      return sum
    },
  }
}
