import type { Sampling } from './request-spans.ts'

/** What is sent to a collector of OpenTelemetry, and where. Plain data: it goes to every thread. */
export interface OtlpSettings {
  /** Undefined: no traces are sent. */
  readonly traces: { readonly url: string; readonly sampling: Sampling } | undefined
  /** Undefined: no metrics are sent. */
  readonly metrics: { readonly url: string; readonly intervalMs: number } | undefined
  readonly protocol: 'http/protobuf' | 'http/json'
  /** Beside those of the environment. */
  readonly headers: Readonly<Record<string, string>> | undefined
  /** One attempt to send, its repetitions included. */
  readonly timeoutMs: number
  readonly serviceName: string
  readonly resourceAttributes: Readonly<Record<string, string>>
  /** Spans that wait for their turn; further ones are dropped. */
  readonly queueSize: number
  /** Spans gather for so long. */
  readonly delayMs: number
}
