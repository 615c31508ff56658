import { QdrantClient } from '@qdrant/js-client-grpc'
import type { TestServer } from './server.ts'

/** The official gRPC client of a server; each call makes one with its own connection. */
export function connectClient(server: TestServer): QdrantClient {
  const [host, port] = server.grpcAddress.split(':')
  return new QdrantClient({ host: host ?? '', port: Number(port), checkCompatibility: false })
}

/** A dense vector as the generated types of the client want it. */
export const dense = (data: readonly number[]) => ({
  vectorsOptions: { case: 'vector' as const, value: { data: [...data] } },
})

export const numericId = (value: bigint) => ({ pointIdOptions: { case: 'num' as const, value } })

export const text = (value: string) => ({ kind: { case: 'stringValue' as const, value } })

/** Configuration of the one unnamed vector. */
export const singleVector = (size: bigint, distance: number) => ({
  config: { case: 'params' as const, value: { size, distance } },
})

export const withPayload = { selectorOptions: { case: 'enable' as const, value: true } }
