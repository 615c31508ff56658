import { fullAccess, noAccess } from '#security/access.ts'
import { type Admission, admit, type Door } from '#security/admit.ts'
import { openGate } from '#security/gate.ts'
import type { CallHead } from './call-head.ts'

const everybody: Admission = { access: fullAccess }
const nobody: Admission = { access: noAccess }

/**
 * Lets a call in, by its headers. Throws, or rejects, when it is refused: also for methods that do not exist,
 * so that nobody learns which ones do. `remote`: the address of the client.
 */
export function admitCall(
  door: Door,
  { method, headers, path }: CallHead,
  remote: () => string | undefined,
): Admission | Promise<Admission> {
  if (method?.open) return nobody
  if (door.gate === openGate && door.audit === undefined) return everybody
  return admit(door, {
    header: (name) => headers.get(name),
    remote: door.audit && remote(),
    api: path,
  })
}
