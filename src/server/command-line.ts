import { must } from '#base/assert.ts'
import { Command, CommanderError, Option } from 'commander'
import type { Setting } from './config-layers.ts'
import { exitCode, StartError } from './exit-code.ts'
import { version } from '#base/version.ts'

/** What the process was asked to do. */
export interface CommandLine {
  readonly command: 'serve' | 'config check' | 'config show'
  readonly configPath: string | undefined
  readonly settings: readonly Setting[]
}

/** Flags that set a key of the configuration. */
const settingFlags = [
  ['--host <address>', 'IP address to listen on', 'service.host'],
  ['--http-port <port>', 'REST port, 0 = any free one', 'service.http_port'],
  ['--grpc-port <port>', 'gRPC port, 0 = any free one, null = no gRPC', 'service.grpc_port'],
  ['--storage-path <folder>', 'where everything is kept', 'storage.storage_path'],
  ['--log-level <level>', 'trace, debug, info, warn, error or off', 'logger.log_level'],
  ['--log-format <format>', 'text or json', 'logger.format'],
  ['--serve-threads <count>', 'threads that answer requests, 0 = one a core', 'service.max_workers'],
] as const

/**
 * Reads the arguments after the program's name. Undefined: the answer was printed already (`--help`,
 * `--version`). Throws a `StartError` for what cannot be understood.
 */
export function readCommandLine(argv: readonly string[]): CommandLine | undefined {
  let result: CommandLine | undefined
  const program = createProgram((command, options) => {
    result = { command, configPath: options['configPath'], settings: settingsOf(options) }
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

type Options = Readonly<Record<string, string | undefined>>

function createProgram(run: (command: CommandLine['command'], options: Options) => void): Command {
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
  program.action(() => run('serve', program.opts()))
  const config = program.command('config').description('look at the configuration without starting')
  for (const verb of ['check', 'show'] as const) {
    const about = verb === 'check' ? 'say what is wrong with it' : 'print every key, its value and its source'
    const command = config.command(verb).description(about).allowExcessArguments(false)
    addOptions(command)
    command.action(() => run(`config ${verb}`, command.optsWithGlobals()))
  }
  return program
}

function addOptions(command: Command): void {
  command.option('--config-path <file>', 'YAML file, instead of ./config/config.yaml')
  for (const [flags, about] of settingFlags) command.option(flags, about)
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
