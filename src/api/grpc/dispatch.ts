import { assert, must } from '#base/assert.ts'
import type { ServiceContext } from '#service/ports.ts'
import { createUsageMeter } from '#service/usage-meter.ts'
import { type AnyBinding, bindings } from './bindings.ts'
import type { GrpcMethod, GrpcMethods } from './grpc-method.ts'
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
  return {
    path: must(operation.grpc, `${operation.name} has a gRPC method`),
    streaming: false,
    async handle(message, { signal, access }) {
      const startedMs = performance.now()
      const meter = service.reportsUsage ? createUsageMeter() : undefined
      const context = { ...service, signal, access, onUsage: meter?.onUsage }
      const answer = await operation.run(context, decode(message))
      return encode(answer, (performance.now() - startedMs) / 1000, meter?.usage)
    },
  }
}

function serviceNames(methods: readonly GrpcMethod[]): string[] {
  return [...new Set(methods.map(({ path }) => path.slice(1, path.lastIndexOf('/'))))]
}
