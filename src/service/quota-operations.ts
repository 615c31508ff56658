import { noQuota, type QuotaConfig, type QuotaUsage } from '#model/quota.ts'
import { operation } from './operation.ts'

/** The limits of the node, and how far it is from them. */
export interface QuotaStatus {
  readonly config: QuotaConfig
  readonly usage: QuotaUsage
}

export const getQuotas = operation({
  name: 'node.GetQuotas',
  kind: 'read',
  right: 'global-read',
  grpc: undefined,
  rest: [{ method: 'GET', path: '/quotas' }],
  run: async ({ quotas }, _request: undefined): Promise<QuotaStatus> => ({
    config: quotas?.config ?? noQuota,
    usage: quotas?.usage() ?? { memory: undefined, disk: undefined },
  }),
})

export const setQuotas = operation({
  name: 'node.SetQuotas',
  kind: 'admin',
  right: 'manage',
  grpc: undefined,
  rest: [{ method: 'PUT', path: '/quotas' }],
  async run({ quotas }, config: QuotaConfig) {
    quotas?.setConfig(config)
    return true
  },
})
