/**
 * `npm run build -- [--target=<name>|all]`: the executables, in `dist/`. Without a target the one of this machine,
 * as `dist/quiver`. Ends with a failure when one that was asked for could not be built, and says why.
 */
import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const root = import.meta.dir

/** The file of usearch that each platform embeds; `src/index/native-library.ts` imports the same ones. */
const targets = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-arm64+x64',
  'darwin-arm64': 'darwin-arm64+x64',
  'windows-x64': 'win32-x64',
} as const
type TargetName = keyof typeof targets

/** Main, and the entry of each kind of thread as `src/server/workers.ts` has them. */
const entries = ['main', 'writer-worker', 'optimizer-worker', 'serve-worker', 'snapshot-worker'].map((name) =>
  join(root, 'src/server', `${name}.ts`),
)

/** Undefined when it was built, else why it could not be. */
async function build(target: TargetName, outfile: string): Promise<string | undefined> {
  const addon = join(root, 'node_modules/usearch/prebuilds', targets[target], 'usearch.node')
  if (!existsSync(addon)) return `usearch has no prebuilt library for it (${addon})`
  rmSync(outfile, { force: true })
  const result = await Bun.build({
    entrypoints: entries,
    root: join(root, 'src/server'),
    target: 'bun',
    compile: {
      target: `bun-${target}`,
      outfile,
      // What lies in the folder that the server is started in is not part of its program.
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
    throw: false,
  }).catch((error: unknown) => ({ success: false, logs: [error] }))
  return result.success ? undefined : result.logs.map(String).join('\n')
}

function ownTarget(): TargetName | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return (Object.keys(targets) as TargetName[]).find((name) => name === `${platform}-${process.arch}`)
}

function fileOf(target: TargetName | undefined): string {
  const windows = target?.startsWith('windows') ?? process.platform === 'win32'
  return join(root, 'dist', `quiver${target === undefined ? '' : `-${target}`}${windows ? '.exe' : ''}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function run(): Promise<number> {
  const { values } = parseArgs({ options: { target: { type: 'string' } } })
  const names = Object.keys(targets) as TargetName[]
  const asked = values.target?.replace(/^bun-/, '')
  if (asked !== undefined && asked !== 'all' && !names.some((name) => name === asked)) {
    say(`there is no target ${asked}: all, ${names.join(', ')}`)
    return 2
  }
  const own = ownTarget()
  if (asked === undefined && own === undefined) {
    say(`this machine (${process.platform}-${process.arch}) is none of ${names.join(', ')}`)
    return 1
  }
  const jobs = asked === undefined ? [own] : names.filter((name) => asked === 'all' || asked === name)
  let failures = 0
  for (const target of jobs) {
    if (target === undefined) continue
    const outfile = fileOf(asked === undefined ? undefined : target)
    const started = performance.now()
    const problem = await build(target, outfile)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    if (problem === undefined) {
      say(`${target}: ${outfile} (${Math.round(statSync(outfile).size / 1e6)} MB, ${seconds} s)`)
    } else {
      failures++
      say(`${target}: could not be built: ${problem}`)
    }
  }
  return failures === 0 ? 0 : 1
}

process.exit(await run())
