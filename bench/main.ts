/**
 * Measures a server that speaks the Qdrant gRPC API: `npm run bench` starts one of its own, `--address` names
 * another. Compare servers by their ratio on one machine, at equal recall: absolute numbers travel badly.
 */
import { writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { type BenchFilter, type DataSet, exactAnswers, generateDataSet, readDataFolder } from './data-set.ts'
import { type LoadResult, runAll, runLoad } from './load.ts'
import { startOwnServer } from './own-server.ts'
import { cpuSeconds, diskMb, residentMb } from './process-usage.ts'
import { GrpcTarget, type SearchSettings } from './target.ts'

interface Options {
  address?: string
  pid?: number
  serverDir?: string
  data?: string
  count: number
  dimension: number
  seed: number
  batch: number
  streams: number
  seconds: number
  ef?: number
  exact: boolean
  withPayload: boolean
  collection: string
  json?: string
}

interface Row {
  readonly phase: string
  readonly figures: Readonly<Record<string, number | undefined>>
}

const noFilter: BenchFilter = { name: 'none', conditions: [] }
const options = readOptions()
const data = options.data
  ? readDataFolder(options.data, options.count)
  : generateDataSet(options.count, options.dimension, options.seed)
const own = options.address === undefined ? await startOwnServer() : undefined
try {
  const rows = await measure(options.address ?? (own?.address as string), {
    pid: own?.pid ?? options.pid,
    folder: own?.folder ?? options.serverDir,
  })
  report(rows)
} finally {
  await own?.stop()
}

function readOptions(): Options {
  const whole = (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number from 1')
    return value
  }
  return new Command('bench')
    .description('Measures a server that speaks the Qdrant gRPC API')
    .option('--address <host:port>', 'gRPC address of a running server (default: starts one of its own)')
    .option('--pid <pid>', 'process of that server, for its CPU and memory', whole)
    .option('--server-dir <dir>', 'data folder of that server, for its disk use')
    .option('--data <dir>', 'data folder with meta.json (default: generated clustered data)')
    .option('--count <n>', 'points at the most', whole, 20_000)
    .option('--dimension <n>', 'dimension of generated data', whole, 128)
    .option('--seed <n>', 'seed of generated data', whole, 1)
    .option('--batch <n>', 'points an upsert', whole, 200)
    .option('--streams <n>', 'upserts in flight', whole, 4)
    .option('--seconds <n>', 'length of each search phase', whole, 3)
    .option('--ef <n>', 'hnsw_ef of searches (default: the default of the server)', whole)
    .option('--exact', 'exact search', false)
    .option('--with-payload', 'return payloads', false)
    .option('--collection <name>', 'collection to make anew and drop at the end', 'bench')
    .option('--json <file>', 'also write the figures as JSON')
    .parse()
    .opts<Options>()
}

async function measure(
  address: string,
  server: { pid: number | undefined; folder: string | undefined },
): Promise<Row[]> {
  const rows: Row[] = []
  const note = (phase: string, figures: Row['figures']): void => {
    rows.push({ phase, figures })
    process.stdout.write(`${formatRow({ phase, figures })}\n`)
  }
  const usage = (): { cpu: number | undefined; rssMb: number | undefined } => ({
    cpu: server.pid === undefined ? undefined : cpuSeconds(server.pid),
    rssMb: server.pid === undefined ? undefined : residentMb(server.pid),
  })
  const loader = new GrpcTarget(address, options.streams, options.collection)
  try {
    await loader.createCollection(data)
    const start = performance.now()
    const loaded = await load(loader)
    note('upsert', { 'points/s': loaded.perSecond * options.batch, ...latencies(loaded), ...usage() })
    await loader.waitUntilGreen(1_800_000)
    const { indexed, segments } = await loader.info()
    const folderMb = server.folder === undefined ? undefined : diskMb(server.folder)
    note('indexed', {
      // The wait for a second of green is not part of the work.
      'total s': (performance.now() - start) / 1000 - 1,
      indexed,
      segments,
      diskMb: folderMb,
      ...usage(),
    })
    for (const [filter, truth] of exactAnswers(data, 10, recallQueries())) {
      note(`recall ${filter.name}`, await recall(loader, filter, truth))
    }
    for (const concurrency of [1, 8, 32]) {
      note(`search c${concurrency}`, await search(address, concurrency, noFilter, usage))
    }
    for (const filter of data.filters) {
      if (filter.conditions.length > 0) {
        note(`search c8 ${filter.name}`, await search(address, 8, filter, usage))
      }
    }
    await loader.dropCollection()
  } finally {
    loader.close()
  }
  return rows
}

function settings(): SearchSettings {
  return { limit: 10, hnswEf: options.ef, exact: options.exact, withPayload: options.withPayload }
}

async function load(target: GrpcTarget): Promise<LoadResult> {
  const batches = Math.ceil(data.count / options.batch)
  return await runAll(options.streams, batches, (batch) =>
    target.upsert(
      target.encodeUpsert(data, batch * options.batch, Math.min(data.count, (batch + 1) * options.batch)),
    ),
  )
}

/** Queries of the recall phases: up to 100, fewer for large data, whose exact answers take long. */
function recallQueries(): number {
  return Math.min(
    data.queryCount,
    Math.max(20, Math.min(100, Math.floor(5e9 / (data.count * data.dimension)))),
  )
}

/** Share of the true ten nearest that the server finds. */
async function recall(
  target: GrpcTarget,
  filter: BenchFilter,
  truth: readonly (readonly number[])[],
): Promise<Row['figures']> {
  let found = 0
  let wanted = 0
  for (const [query, rows] of truth.entries()) {
    const message = target.encodeQuery(queryVector(data, query), filter, settings())
    const answer = new Set(await target.query(message))
    wanted += rows.length
    found += rows.filter((row) => answer.has(row)).length
  }
  return { 'recall@10': wanted === 0 ? 1 : found / wanted }
}

async function search(
  address: string,
  concurrency: number,
  filter: BenchFilter,
  usage: () => { cpu: number | undefined; rssMb: number | undefined },
): Promise<Row['figures']> {
  // One connection for each eight calls in flight: most clients put all their calls on one.
  const target = new GrpcTarget(address, Math.ceil(concurrency / 8), options.collection)
  try {
    const messages = Array.from({ length: data.queryCount }, (_, query) =>
      target.encodeQuery(queryVector(data, query), filter, settings()),
    )
    const call = (n: number): Promise<Uint8Array> => target.send(messages[n % messages.length] as Uint8Array)
    await runLoad(concurrency, 1, call)
    const before = usage().cpu
    const result = await runLoad(concurrency, options.seconds, call)
    const after = usage()
    const cpuUs =
      before === undefined || after.cpu === undefined
        ? undefined
        : ((after.cpu - before) * 1e6) / Math.max(1, result.requests)
    return {
      'requests/s': result.perSecond,
      ...latencies(result),
      'cpu us/request': cpuUs,
      rssMb: after.rssMb,
    }
  } finally {
    target.close()
  }
}

function queryVector(set: DataSet, query: number): Float32Array {
  return set.queries.subarray(query * set.dimension, (query + 1) * set.dimension)
}

function latencies(result: LoadResult): Row['figures'] {
  return { 'mean ms': result.meanMs, 'p50 ms': result.p50Ms, 'p95 ms': result.p95Ms, 'p99 ms': result.p99Ms }
}

function formatRow(row: Row): string {
  const figures = Object.entries(row.figures)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${formatNumber(value as number)}`)
  return `${row.phase.padEnd(28)} ${figures.join('  ')}`
}

function formatNumber(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 3)
}

function report(rows: readonly Row[]): void {
  const result = {
    data: { name: data.name, count: data.count, dimension: data.dimension, distance: data.distance },
    phases: Object.fromEntries(rows.map(({ phase, figures }) => [phase, figures])),
  }
  if (options.json === undefined) process.stdout.write(`${JSON.stringify(result)}\n`)
  else writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`)
}
