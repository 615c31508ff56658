import { assert, must } from '#base/assert.ts'
import { collectionOf } from '#service/operation.ts'
import type { CallContext, ServiceContext } from '#service/ports.ts'
import { countForCollection } from '#service/request-counts.ts'
import { createUsageMeter } from '#service/usage-meter.ts'
import { type AnyBinding, bindings } from './bindings.ts'
import type { CallInfo, GrpcMethod, GrpcMethods } from './grpc-method.ts'
import { healthMethods } from './health-methods.ts'
import { reflectionMethods } from './reflection.ts'

/** Every gRPC method of the node, by path; independent of what carries the messages. */
export function createDispatch(service: ServiceContext): GrpcMethods {
  const methods = [
    ...bindings.map((binding) => operationMethod(binding, service)),
    ...healthMethods(service.node),
  ]
  const table = new Map<string, GrpcMethod>()
  for (const method of [...methods, ...reflectionMethods(serviceNames(methods))]) {
    assert(!table.has(method.path), `${method.path} is bound once`)
    table.set(method.path, method)
  }
  return table
}

function operationMethod({ operation, decode, encode }: AnyBinding, service: ServiceContext): GrpcMethod {
  const path = must(operation.grpc, `${operation.name} has a gRPC method`)
  return {
    path,
    streaming: false,
    async handle(message, info) {
      const startedMs = performance.now()
      const meter = service.reportsUsage ? createUsageMeter() : undefined
      const context = callContext(service, info, meter?.onUsage)
      const request = decode(message)
      const answer = await operation.run(context, request)
      const durationSec = (performance.now() - startedMs) / 1000
      countCall(service, path, request, durationSec)
      return encode(answer, durationSec, meter?.usage)
    },
  }
}

/** All that a call can have, named one by one: it is made for every call, and copying an object costs ten times as much. */
type WholeContext = { readonly [Key in keyof Required<Omit<CallContext, 'unmetered'>>]: CallContext[Key] }

function callContext(
  service: ServiceContext,
  { signal, access, caller }: CallInfo,
  onUsage: CallContext['onUsage'],
): CallContext {
  const { collections, snapshots, node, quotas, issues, inference, readTimeoutMs } = service
  const { slow, audit, reportsUsage, random, batches } = service
  const context: WholeContext = {
    collections,
    snapshots,
    node,
    quotas,
    issues,
    inference,
    readTimeoutMs,
    slow,
    audit,
    reportsUsage,
    random,
    batches,
    signal,
    access,
    caller,
    onUsage,
  }
  return context
}

/** Calls that succeed are counted for their collection too, where they are about its points. */
function countCall(service: ServiceContext, path: string, request: unknown, durationSec: number): void {
  if (!path.startsWith('/qdrant.Points/') && !path.startsWith('/qdrant.Snapshots/')) return
  const name = collectionOf(request)
  if (name === undefined) return
  const counted = { protocol: 'grpc', method: '', endpoint: path, status: 0, durationSec } as const
  countForCollection(service.collections, name, counted)
}

function serviceNames(methods: readonly GrpcMethod[]): string[] {
  return [...new Set(methods.map(({ path }) => path.slice(1, path.lastIndexOf('/'))))]
}
