import { must } from '#base/assert.ts'
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { ConfigKey } from './config-keys.ts'
import type { Setting } from './config-layers.ts'
import { commandShape } from './command-shape.ts'
import { completionScript, type Shell, shells } from './completions.ts'
import { exitCode, StartError } from './exit-code.ts'
import { manPage } from './man-page.ts'
import type { CollectionSnapshot, RestoreRequest } from './restore-offline.ts'
import { version } from '#base/version.ts'
import { logLevels } from '#telemetry/log-threshold.ts'

/** What the process was asked to do. */
export type CommandLine = Task & {
  readonly configPath: string | undefined
  readonly settings: readonly Setting[]
}

type Task =
  | { readonly command: 'serve'; readonly restore: RestoreRequest }
  | { readonly command: 'config check' | 'config show' | 'verify' }
  /** Nothing but this text is asked for. */
  | { readonly command: 'print'; readonly text: string }
  | { readonly command: 'backup'; readonly path: string }
  | { readonly command: 'restore'; readonly path: string; readonly force: boolean }

/** Flags that set a key of the configuration. */
const settingFlags = [
  ['--host <address>', 'IP address to listen on', 'service.host'],
  ['--http-port <port>', 'REST port, 0 = any free one', 'service.http_port'],
  ['--grpc-port <port>', 'gRPC port, 0 = any free one, null = no gRPC', 'service.grpc_port'],
  ['--storage-path <folder>', 'where everything is kept', 'storage.storage_path'],
  [
    '--log-level <level>',
    'trace, debug, info, warn, error or off',
    'logger.log_level',
    [...logLevels, 'off'],
  ],
  ['--log-format <format>', 'text or json', 'logger.format', ['text', 'json']],
  ['--serve-threads <count>', 'threads that answer requests, 0 = one a core', 'service.max_workers'],
] as const satisfies readonly (readonly [string, string, ConfigKey, (readonly string[])?])[]

/**
 * Reads the arguments after the program's name. Undefined: the answer was printed already (`--help`,
 * `--version`). Throws a `StartError` for what cannot be understood.
 */
export function readCommandLine(argv: readonly string[]): CommandLine | undefined {
  let result: CommandLine | undefined
  const program = createProgram((task, options) => {
    result = { ...task, configPath: options.configPath, settings: settingsOf(options) }
  })
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return undefined
    throw new StartError(
      exitCode.usage,
      `${error.message.replace(/^error: /, '')} (--help lists the options)`,
    )
  }
  return result
}

interface Options {
  readonly configPath?: string
  readonly [setting: string]: unknown
}
/** Of a start. */
interface RestoreOptions extends Options {
  readonly snapshot?: readonly CollectionSnapshot[]
  readonly storageSnapshot?: string
  readonly forceSnapshot?: boolean
}

function createProgram(run: (task: Task, options: Options) => void): Command {
  const program = new Command('quiver')
    .description('A vector database that speaks the Qdrant gRPC and REST APIs.')
    .version(`quiver ${version}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .addHelpText(
      'after',
      '\nEvery key of the configuration can be set by an environment variable too: QUIVER__SERVICE__HTTP_PORT.' +
        '\n`quiver config show` prints all keys with their values and where these come from.',
    )
  addOptions(program)
  addRestoreOptions(program)
  program.action(() => {
    const options = program.opts<RestoreOptions>()
    run({ command: 'serve', restore: restoreOf(options) }, options)
  })
  const config = program
    .command('config')
    .description('look at the configuration without starting')
    .helpCommand(false)
  for (const verb of ['check', 'show'] as const) {
    const about = verb === 'check' ? 'say what is wrong with it' : 'print every key, its value and its source'
    const command = config.command(verb).description(about).allowExcessArguments(false)
    addOptions(command)
    command.action(() => run({ command: `config ${verb}` }, command.optsWithGlobals()))
  }
  addStorageCommands(program, run)
  addPrintCommands(program, run)
  return program
}

function addStorageCommands(program: Command, run: (task: Task, options: Options) => void): void {
  const add = (usage: string, about: string): Command => {
    const command = program.command(usage).description(about).allowExcessArguments(false)
    addOptions(command)
    return command
  }
  const backup = add('backup <folder>', 'write a snapshot of the whole storage, also while a node runs on it')
  backup.action((path: string) => run({ command: 'backup', path }, backup.optsWithGlobals()))
  const restore = add(
    'restore <path>',
    'bring a storage back from a snapshot, or the youngest one in a folder',
  )
  restore.option('-f, --force', 'replace collections and aliases that are there already')
  restore.action((path: string, { force = false }: { readonly force?: boolean }) =>
    run({ command: 'restore', path, force }, restore.optsWithGlobals()),
  )
  const verify = add('verify', 'read the whole storage and say what is damaged; no node may run on it')
  verify.action(() => run({ command: 'verify' }, verify.optsWithGlobals()))
}

/** What is made from the program itself. */
function addPrintCommands(program: Command, run: (task: Task, options: Options) => void): void {
  const print = (text: string): void => run({ command: 'print', text }, {})
  program
    .command('completions')
    .description('print a script by which a shell completes commands')
    .addArgument(new Argument('<shell>', shells.join(', ')).choices(shells))
    .allowExcessArguments(false)
    .action((shell: Shell) => print(completionScript(shell, commandShape(program))))
  program
    .command('man')
    .description('print the manual page: quiver man | man -l -')
    .allowExcessArguments(false)
    .action(() => print(manPage(commandShape(program))))
}

function addRestoreOptions(program: Command): void {
  program
    .addOption(
      new Option(
        '--snapshot <path:collection>',
        'recover a collection from a snapshot before the start; may be repeated',
      ).argParser(readCollectionSnapshot),
    )
    .option('--storage-snapshot <path>', 'recover all collections of a full snapshot before the start')
    .option('-f, --force-snapshot', 'recover also what is there already')
}

function readCollectionSnapshot(
  text: string,
  before: readonly CollectionSnapshot[] | undefined,
): CollectionSnapshot[] {
  const colon = text.lastIndexOf(':')
  const path = text.slice(0, Math.max(colon, 0))
  const collection = text.slice(colon + 1)
  if (path === '' || collection === '' || /[/\\]/.test(collection)) {
    throw new InvalidArgumentError('expected the path of a snapshot, a colon and the name of a collection.')
  }
  return [...(before ?? []), { path, collection }]
}

function restoreOf({
  snapshot = [],
  storageSnapshot,
  forceSnapshot = false,
}: RestoreOptions): RestoreRequest {
  return { collections: snapshot, storage: storageSnapshot, force: forceSnapshot }
}

function addOptions(command: Command): void {
  command.option('--config-path <file>', 'YAML file, instead of ./config/config.yaml')
  for (const [flags, about, , choices] of settingFlags) {
    const option = new Option(flags, about)
    // Not `choices()`: the configuration checks the value, whatever it came from.
    if (choices) option.argChoices = [...choices]
    command.addOption(option)
  }
  command.addOption(new Option('--disable-telemetry', 'nothing is ever reported').hideHelp())
}

function settingsOf(options: Options): Setting[] {
  return settingFlags.flatMap(([flags, , path]) => {
    const flag = must(flags.split(' ')[0], 'a flag has a name')
    const name = flag.slice(2).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    const value = options[name]
    return value === undefined ? [] : [{ path, value, isText: true, source: flag }]
  })
}
