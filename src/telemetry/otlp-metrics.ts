import { type HrTime, ValueType } from '@opentelemetry/api'
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type MetricData,
} from '@opentelemetry/sdk-metrics'
import { durationBucketsSec } from './durations.ts'
import type { Labels, MetricFamily } from './prometheus.ts'

/**
 * The families of the metrics page as OpenTelemetry has them: the same names, labels as attributes.
 *
 * @param startedMs when counting began, milliseconds since the epoch
 */
export function otlpMetrics(
  families: readonly MetricFamily[],
  startedMs: number,
  nowMs: number,
): MetricData[] {
  const times = { startTime: hrTime(startedMs), endTime: hrTime(nowMs) }
  return families.map((family) => metricData(family, times))
}

type Times = Pick<DataPoint<unknown>, 'startTime' | 'endTime'>

function metricData(family: MetricFamily, times: Times): MetricData {
  const { name, help } = family
  const unit = name.endsWith('_seconds') ? 's' : name.includes('_bytes') ? 'By' : ''
  const base = {
    descriptor: { name, description: help, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  switch (family.type) {
    case 'gauge':
      return {
        ...base,
        dataPointType: DataPointType.GAUGE,
        dataPoints: family.series.map((s) => point(s, times)),
      }
    case 'counter':
      return {
        ...base,
        dataPointType: DataPointType.SUM,
        isMonotonic: true,
        dataPoints: family.series.map((s) => point(s, times)),
      }
    case 'histogram':
      return {
        ...base,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: family.series.map(({ labels, value: { count, totalSec, buckets } }) =>
          point(
            {
              labels,
              value: {
                buckets: { boundaries: [...durationBucketsSec], counts: buckets },
                count,
                sum: totalSec,
              },
            },
            times,
          ),
        ),
      }
  }
}

function point<T>(
  { labels, value }: { readonly labels: Labels; readonly value: T },
  times: Times,
): DataPoint<T> {
  return { ...times, attributes: { ...labels }, value }
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)]
}
