/**
 * The rooms of the source tree and their ranks. A room may import only from rooms of a lower rank
 * (and from itself): bits < words < structures < one shard < operations < listeners < process.
 * `rooms.test.ts` walks every import and fails on an upward or sideways one.
 */
export const roomRanks = {
  /** Assertions, bit sets, tasks that give way, the disk, the version: knows nothing of databases. */
  base: 0,
  /** Channels between threads, worker handles, shared memory. */
  threads: 1,
  /** HTTP/2 for servers: frames, header compression, flow control. Knows no gRPC. */
  http2: 1,
  /** Logs, metrics, request spans. */
  telemetry: 1,
  /** PURE: what a point, a filter, a query, a collection and a write are; limits and errors. */
  model: 1,
  /** Codecs between the model and protobuf, and between the model and REST JSON. */
  wire: 2,
  /** Keys, tokens and the one access table. */
  security: 2,
  /** Distances, graphs, quantization, inverted lists, payload columns: data structures for search. */
  index: 2,
  /** SQLite, head and segment files, manifest, checksums. Knows no search. */
  storage: 2,
  /** PURE: plans a query and runs it over a read view that it declares. */
  query: 2,
  /** Joins storage, index and query: one shard that is written, read and optimized. */
  shard: 3,
  /** The operations, and the table of all of them. */
  service: 4,
  /** The listeners: gRPC and REST. */
  api: 5,
  /** Configuration, command line, threads, snapshots, boot and drain. */
  server: 6,
} as const satisfies Record<string, number>

export type Room = keyof typeof roomRanks
