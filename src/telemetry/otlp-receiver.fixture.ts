/** A span or metric as OTLP has it in JSON, as far as tests look at it. */
export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly traceState?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly OtlpAttribute[]
  readonly status: { readonly code?: number }
}

export interface OtlpAttribute {
  readonly key: string
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string }
}

export interface OtlpMetric {
  readonly name: string
  readonly unit?: string
  readonly gauge?: { readonly dataPoints: readonly OtlpPoint[] }
  readonly sum?: { readonly dataPoints: readonly OtlpPoint[]; readonly isMonotonic: boolean }
  readonly histogram?: { readonly dataPoints: readonly OtlpPoint[] }
}

interface OtlpPoint {
  readonly attributes: readonly OtlpAttribute[]
  readonly asDouble?: number
  readonly count?: number | string
  readonly sum?: number
  readonly bucketCounts?: readonly (number | string)[]
  readonly explicitBounds?: readonly number[]
}

interface Envelope {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] }
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[]
  }[]
  readonly resourceMetrics?: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] }
    readonly scopeMetrics: readonly { readonly metrics: readonly OtlpMetric[] }[]
  }[]
}

export interface OtlpRequest {
  readonly path: string
  readonly headers: Headers
  readonly body: Uint8Array
}

/** A collector that keeps what it gets, on a free port. */
export class OtlpReceiver {
  readonly requests: OtlpRequest[] = []
  readonly #server: Bun.Server<undefined>
  #onRequest = Promise.withResolvers<void>()

  constructor(port = 0) {
    this.#server = Bun.serve({
      hostname: '127.0.0.1',
      port,
      fetch: async (request) => {
        const body = new Uint8Array(await request.arrayBuffer())
        const { headers } = request
        this.requests.push({ path: new URL(request.url).pathname, headers, body })
        this.#onRequest.resolve()
        this.#onRequest = Promise.withResolvers<void>()
        return new Response(null, { status: 200 })
      },
    })
  }

  get port(): number {
    return this.#server.port ?? 0
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Resolves when what has come satisfies the condition. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.#onRequest.promise
  }

  /** Of all requests in JSON. */
  spans(): OtlpSpan[] {
    return this.#envelopes().flatMap(({ resourceSpans = [] }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    )
  }

  metrics(): OtlpMetric[] {
    return this.#envelopes().flatMap(({ resourceMetrics = [] }) =>
      resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics)),
    )
  }

  /** Of all requests, the later ones last. */
  resourceAttributes(): OtlpAttribute[] {
    return this.#envelopes().flatMap(({ resourceSpans = [], resourceMetrics = [] }) =>
      [...resourceSpans, ...resourceMetrics].flatMap(({ resource }) => resource.attributes),
    )
  }

  async stop(): Promise<void> {
    await this.#server.stop(true)
  }

  #envelopes(): Envelope[] {
    const json = this.requests.filter(({ headers }) => headers.get('content-type') === 'application/json')
    return json.map(({ body }) => JSON.parse(new TextDecoder().decode(body)) as Envelope)
  }
}

/** As a map from names to values. */
export function plainAttributes(
  attributes: readonly OtlpAttribute[],
): Record<string, string | number | undefined> {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue } }) => [key, stringValue ?? Number(intValue)]),
  )
}
