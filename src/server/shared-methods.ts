import { operations } from '#service/operations.ts'

/** Reads that are over before another thread has heard of them. */
const quickReads: ReadonlySet<string> = new Set([operations.get.grpc])

const sharedPaths: ReadonlySet<string> = new Set(
  Object.values(operations)
    .filter(
      ({ kind, grpc }) => kind === 'read' && grpc.startsWith('/qdrant.Points/') && !quickReads.has(grpc),
    )
    .map(({ grpc }) => grpc),
)

/** Whether a gRPC method reads points and takes longer than it takes to hand it to another thread. */
export function isSharedRead(path: string): boolean {
  return sharedPaths.has(path)
}
