import { CancelSource } from '#base/cancel-signal.ts'
import { fullAccess } from '#security/access.ts'
import { createGate, type Gate, type GateKeys } from '#security/gate.ts'
import { operations } from '#service/operations.ts'
import type { ServiceContext } from '#service/ports.ts'

/** The gate of one serve thread: tokens that ask for it are held against the points of a collection. */
export function createServeGate(keys: GateKeys, service: ServiceContext): Gate {
  return createGate(keys, async (collection, filter) => {
    const call = {
      ...service,
      access: fullAccess,
      unmetered: true as const,
      signal: new CancelSource(),
    }
    const page = await operations.scroll.run(call, {
      collection,
      request: { filter, limit: 1, withPayload: { kind: 'none' }, withVectors: { kind: 'none' } },
    })
    return page.points.length > 0
  })
}
