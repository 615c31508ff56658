import { errorStatus } from '#api/error-status.ts'
import { reportParams } from '#wire/report-params.ts'
import { metricsResponse, searchOf } from './admin.ts'
import type { HttpApp, HttpContext } from './http-app.ts'
import { errorResponse } from './rest-handler.ts'

/** The metrics and nothing else, for everybody who can reach the port. */
export function createMetricsApp({ metrics, logger }: Pick<HttpContext, 'metrics' | 'logger'>): HttpApp {
  return {
    async fetch({ method, url }) {
      const { pathname } = new URL(url)
      if (pathname !== '/metrics') return new Response(null, { status: 404 })
      if (method !== 'GET') return new Response(null, { status: 405 })
      try {
        return metricsResponse(await metrics(reportParams(searchOf(url))))
      } catch (error) {
        const status = errorStatus(error)
        if (!status.expected) logger.error('the metrics failed unexpectedly', { error })
        return errorResponse(status, undefined, false)
      }
    },
  }
}
