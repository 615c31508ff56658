import type { AuditQuery } from '#model/audit-query.ts'
import { badRequest } from '#model/errors.ts'
import { type AuditRecord, readAuditLog } from '#security/audit-reader.ts'
import { operation } from './operation.ts'

export const readAudit = operation({
  name: 'node.ReadAudit',
  kind: 'read',
  right: 'manage',
  grpc: undefined,
  rest: [{ method: 'POST', path: '/audit/logs' }],
  async run({ audit }, query: AuditQuery): Promise<AuditRecord[]> {
    if (audit === undefined) throw badRequest('Audit logging is not configured')
    return readAuditLog(audit.settings.folder, query)
  },
})
