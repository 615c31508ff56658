import type { Labels, MetricsPage } from './prometheus.ts'
import type { RequestStat } from './request-stats.ts'

const ofCollection = '/collections/{collection_name}'

/** Only these routes are shown, so that dashboards made for Qdrant find the series that they know. */
const restEndpoints: ReadonlySet<string> = new Set(
  [
    '/index',
    '/points',
    '/points/batch',
    '/points/count',
    '/points/delete',
    '/points/discover',
    '/points/discover/batch',
    '/points/payload',
    '/points/payload/clear',
    '/points/payload/delete',
    '/points/query',
    '/points/query/batch',
    '/points/query/groups',
    '/points/recommend',
    '/points/recommend/batch',
    '/points/recommend/groups',
    '/points/scroll',
    '/points/search',
    '/points/search/batch',
    '/points/search/groups',
    '/points/search/matrix/offsets',
    '/points/search/matrix/pairs',
    '/points/vectors',
    '/points/vectors/delete',
    '/vectors/{vector_name}',
  ].map((path) => ofCollection + path),
)

/** The same of gRPC. */
const grpcEndpoints: ReadonlySet<string> = new Set(
  [
    'ClearPayload',
    'Count',
    'CreateVectorName',
    'Delete',
    'DeletePayload',
    'DeleteVectorName',
    'Discover',
    'DiscoverBatch',
    'Facet',
    'Get',
    'OverwritePayload',
    'Query',
    'QueryBatch',
    'QueryGroups',
    'Recommend',
    'RecommendBatch',
    'RecommendGroups',
    'Scroll',
    'Search',
    'SearchBatch',
    'SearchGroups',
    'SetPayload',
    'UpdateBatch',
    'UpdateVectors',
    'Upsert',
  ].map((method) => `/qdrant.Points/${method}`),
)

/**
 * Adds the families of request statistics, one series a kind of request and status; `more` labels go on each.
 */
export function addRequestMetrics(page: MetricsPage, stats: readonly RequestStat[], more: Labels = {}): void {
  for (const stat of stats) {
    const { protocol, endpoint } = stat
    const shown = protocol === 'rest' ? restEndpoints : grpcEndpoints
    if (!shown.has(endpoint)) continue
    const labels: Labels = {
      ...more,
      ...(protocol === 'rest' ? { method: stat.method } : {}),
      endpoint,
      status: stat.status,
    }
    page.counter(`${protocol}_responses_total`, 'responses', stat.count, labels)
    // Durations of REST requests are shown for successes only, those of gRPC for every status.
    if (protocol === 'rest' && stat.status !== 200) continue
    const of = (what: string): string => `${protocol}_responses_${what}duration_seconds`
    page.gauge(of('avg_'), 'average duration of a response', stat.totalSec / stat.count, labels)
    page.gauge(of('min_'), 'shortest duration of a response', stat.minSec, labels)
    page.gauge(of('max_'), 'longest duration of a response', stat.maxSec, labels)
    page.durations(of(''), 'durations of responses', stat, labels)
  }
}
