import type { GrpcMethods } from '#api/grpc/grpc-method.ts'
import { type YoungGarbage, unitBytes } from '#base/young-garbage.ts'
import type { Fetch } from './shared-fetch.ts'

/** The methods as they are, told to `garbage` as they are called. */
export function collectAfterMethods(methods: GrpcMethods, garbage: YoungGarbage): GrpcMethods {
  return new Map(
    [...methods].map(([path, method]) => [
      path,
      {
        ...method,
        handle: (message, info) => {
          garbage.add(1 + message.length / unitBytes)
          return method.handle(message, info)
        },
      },
    ]),
  )
}

/** `fetch` as it is, told to `garbage` as it is called. */
export function collectAfterFetch(fetch: Fetch, garbage: YoungGarbage): Fetch {
  return (request, remote) => {
    garbage.add(1 + Number(request.headers.get('content-length') ?? 0) / unitBytes)
    return fetch(request, remote)
  }
}
