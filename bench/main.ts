/**
 * Measures a server that speaks the Qdrant API: `npm run bench` starts one of its own, `--address` names another;
 * over gRPC, or with `--rest` over REST. Compare servers by their ratio on one machine, at equal recall: absolute
 * numbers travel badly. `--against` measures a second server in turns with the first.
 */
import { writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { type BenchFilter, type DataSet, exactAnswers, generateDataSet, readDataFolder } from './data-set.ts'
import { type LoadResult, runAll, runLoad } from './load.ts'
import { startOwnServer } from './own-server.ts'
import { cpuSeconds, diskMb, residentMb } from './process-usage.ts'
import { RestTarget } from './rest-target.ts'
import { GrpcTarget } from './target.ts'
import { type SearchSettings, type Target, waitUntilGreen } from './target-contract.ts'

interface Options {
  rest: boolean
  address?: string
  pid?: number
  against?: string
  againstPid?: number
  recall?: number
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

/** A server that is measured. */
interface Server {
  /** Empty when there is only one. */
  readonly name: string
  readonly address: string
  readonly pid: number | undefined
  readonly folder: string | undefined
  /** `hnsw_ef` of searches. */
  ef: number | undefined
}

interface Row {
  readonly server: string
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
  report(await measure(serversToMeasure()))
} finally {
  await own?.stop()
}

function serversToMeasure(): Server[] {
  const first = options.rest ? own?.restAddress : own?.address
  const servers: Server[] = [
    {
      name: options.against === undefined ? '' : 'first',
      address: options.address ?? (first as string),
      pid: own?.pid ?? options.pid,
      folder: own?.folder ?? options.serverDir,
      ef: options.ef,
    },
  ]
  if (options.against !== undefined) {
    const { against: address, againstPid: pid, ef } = options
    servers.push({ name: 'second', address, pid, folder: undefined, ef })
  }
  return servers
}

function readOptions(): Options {
  const whole = (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number from 1')
    return value
  }
  const share = (text: string): number => {
    const value = Number(text)
    if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('must be above 0 and at most 1')
    return value
  }
  return new Command('bench')
    .description('Measures a server that speaks the Qdrant API')
    .option('--rest', 'over REST instead of gRPC', false)
    .option('--address <host:port>', 'address of a running server (default: starts one of its own)')
    .option('--pid <pid>', 'process of that server, for its CPU and memory', whole)
    .option('--server-dir <dir>', 'data folder of that server, for its disk use')
    .option('--against <host:port>', 'another server, measured in turns with the first')
    .option('--against-pid <pid>', 'process of that one', whole)
    .option(
      '--recall <share>',
      'searches with the smallest hnsw_ef that gives each server this recall@10',
      share,
    )
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

function connect(server: Server, connections: number): Promise<Target> {
  const { collection } = options
  return options.rest
    ? RestTarget.connect(server.address, connections, collection)
    : Promise.resolve(new GrpcTarget(server.address, connections, collection))
}

/** Every phase is measured with one server after the other. */
async function measure(servers: readonly Server[]): Promise<Row[]> {
  const rows: Row[] = []
  const note = (server: Server, phase: string, figures: Row['figures']): void => {
    const row = { server: server.name, phase, figures }
    rows.push(row)
    process.stdout.write(`${formatRow(row)}\n`)
  }
  for (const server of servers) await loadAll(server, (phase, figures) => note(server, phase, figures))
  const answers = [...exactAnswers(data, 10, recallQueries())]
  for (const server of servers) {
    const target = await connect(server, 1)
    try {
      const truth = answers.find(([{ conditions }]) => conditions.length === 0)?.[1] ?? []
      if (options.recall !== undefined) server.ef = await widthFor(target, truth, options.recall)
      for (const [filter, nearest] of answers) {
        const share = await recall(target, filter, nearest, server.ef)
        note(server, `recall ${filter.name}`, { 'recall@10': share, ef: server.ef })
      }
    } finally {
      target.close()
    }
  }
  for (const concurrency of [1, 8, 32]) {
    for (const server of servers) {
      note(server, `search c${concurrency}`, await search(server, concurrency, noFilter))
    }
  }
  for (const filter of data.filters) {
    if (filter.conditions.length === 0) continue
    for (const server of servers) note(server, `search c8 ${filter.name}`, await search(server, 8, filter))
  }
  for (const server of servers) {
    const target = await connect(server, 1)
    await target.dropCollection()
    target.close()
  }
  return rows
}

function usage({ pid }: Server): { cpu: number | undefined; rssMb: number | undefined } {
  return {
    cpu: pid === undefined ? undefined : cpuSeconds(pid),
    rssMb: pid === undefined ? undefined : residentMb(pid),
  }
}

/** Microseconds of CPU since `before` for each of so many; undefined where nobody knows. */
function cpuUsEach(server: Server, before: number | undefined, count: number): number | undefined {
  const { cpu } = usage(server)
  return before === undefined || cpu === undefined ? undefined : ((cpu - before) * 1e6) / Math.max(1, count)
}

async function loadAll(
  server: Server,
  note: (phase: string, figures: Row['figures']) => void,
): Promise<void> {
  const target = await connect(server, options.streams)
  try {
    await target.createCollection(data)
    const start = performance.now()
    const before = usage(server).cpu
    const loaded = await load(target)
    note('upsert', {
      'points/s': loaded.perSecond * options.batch,
      'cpu us/point': cpuUsEach(server, before, data.count),
      ...latencies(loaded),
      ...usage(server),
    })
    await waitUntilGreen(target, 1_800_000)
    const { indexed, segments } = await target.info()
    note('indexed', {
      // The wait for a second of green is not part of the work.
      'total s': (performance.now() - start) / 1000 - 1,
      indexed,
      segments,
      diskMb: server.folder === undefined ? undefined : diskMb(server.folder),
      ...usage(server),
    })
  } finally {
    target.close()
  }
}

function settings(hnswEf: number | undefined): SearchSettings {
  return { limit: 10, hnswEf, exact: options.exact, withPayload: options.withPayload }
}

async function load(target: Target): Promise<LoadResult> {
  const batches = Math.ceil(data.count / options.batch)
  return await runAll(options.streams, batches, (batch) =>
    target.upsert(
      target.encodeUpsert(data, batch * options.batch, Math.min(data.count, (batch + 1) * options.batch)),
    ),
  )
}

/** The smallest `hnsw_ef` of a row of them that gives so much recall; the largest when none does. */
async function widthFor(
  target: Target,
  truth: readonly (readonly number[])[],
  wanted: number,
): Promise<number> {
  const widths = [10, 16, 24, 32, 48, 64, 80, 96, 112, 128, 160, 192, 256, 384, 512, 1024]
  for (const width of widths) if ((await recall(target, noFilter, truth, width)) >= wanted) return width
  return 1024
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
  target: Target,
  filter: BenchFilter,
  truth: readonly (readonly number[])[],
  ef: number | undefined,
): Promise<number> {
  let found = 0
  let wanted = 0
  for (const [query, rows] of truth.entries()) {
    const message = target.encodeQuery(queryVector(data, query), filter, settings(ef))
    const answer = new Set(await target.query(message))
    wanted += rows.length
    found += rows.filter((row) => answer.has(row)).length
  }
  return wanted === 0 ? 1 : found / wanted
}

async function search(server: Server, concurrency: number, filter: BenchFilter): Promise<Row['figures']> {
  // Over gRPC one connection for each eight calls in flight: most clients put all their calls on one.
  const target = await connect(server, options.rest ? concurrency : Math.ceil(concurrency / 8))
  try {
    const messages = Array.from({ length: data.queryCount }, (_, query) =>
      target.encodeQuery(queryVector(data, query), filter, settings(server.ef)),
    )
    const call = (n: number): Promise<Uint8Array> => target.send(messages[n % messages.length] as Uint8Array)
    await runLoad(concurrency, 1, call)
    const before = usage(server).cpu
    const result = await runLoad(concurrency, options.seconds, call)
    return {
      'requests/s': result.perSecond,
      ...latencies(result),
      'cpu us/request': cpuUsEach(server, before, result.requests),
      rssMb: usage(server).rssMb,
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
  return `${`${row.server} ${row.phase}`.trim().padEnd(28)} ${figures.join('  ')}`
}

function formatNumber(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 3)
}

function report(rows: readonly Row[]): void {
  const of = (server: string): Record<string, Row['figures']> =>
    Object.fromEntries(rows.filter((row) => row.server === server).map((row) => [row.phase, row.figures]))
  const names = [...new Set(rows.map(({ server }) => server))]
  const [first, second] = names.map(of)
  if (first !== undefined && second !== undefined) reportRatios(first, second)
  const result = {
    data: { name: data.name, count: data.count, dimension: data.dimension, distance: data.distance },
    ...(second === undefined ? { phases: first } : { first, second }),
  }
  if (options.json === undefined) process.stdout.write(`${JSON.stringify(result)}\n`)
  else writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`)
}

/** What the first server does for each one of the second. */
function reportRatios(first: Record<string, Row['figures']>, second: Record<string, Row['figures']>): void {
  for (const [phase, figures] of Object.entries(first)) {
    const ratios = Object.entries(figures).flatMap(([name, value]) => {
      const other = second[phase]?.[name]
      if (!/\/|recall|total s/.test(name) || value === undefined || !other) return []
      return `${name} x ${(value / other).toFixed(2)}`
    })
    if (ratios.length > 0) process.stdout.write(`ratio ${phase.padEnd(22)} ${ratios.join('  ')}\n`)
  }
}
