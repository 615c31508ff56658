import { version } from '#base/version.ts'
import { allCommands, type CommandShape, type OptionShape } from './command-shape.ts'
import { exitCode, exitReasons } from './exit-code.ts'

/** The manual page quiver(1), in the language of man(7). */
export function manPage(program: CommandShape): string {
  const commands = allCommands(program).filter(
    ({ path, commands: below }) => path.length > 0 && below.length === 0,
  )
  const common = new Set(program.options.map(({ names }) => names.join()))
  const lines = [
    `.TH QUIVER 1 "" "quiver ${version}" "User Commands"`,
    '.SH NAME',
    `quiver \\- ${roff(program.about.replace(/\.$/, '').replace(/^A /, 'a '))}`,
    '.SH SYNOPSIS',
    '.B quiver',
    '.RI [ options ]',
    ...commands.flatMap((command) => ['.br', `.B quiver ${roff(usageOf(command))}`, '.RI [ options ]']),
    '.SH DESCRIPTION',
    'Without a command the server is started: gRPC and REST for the clients of Qdrant, everything in one folder.',
    '.SH OPTIONS',
    ...program.options.flatMap(optionLines),
    '.SH COMMANDS',
    ...commands.flatMap((command) => [
      '.TP',
      `.B ${roff(usageOf(command))}`,
      roff(sentence(command.about)),
      ...ownOptions(command, common),
    ]),
    ...fixedSections,
    '.SH EXIT STATUS',
    ...(Object.keys(exitCode) as (keyof typeof exitCode)[]).flatMap((reason) => [
      '.TP',
      `.B ${exitCode[reason]}`,
      roff(sentence(exitReasons[reason])),
    ]),
  ]
  return `${lines.join('\n')}\n`
}

const fixedSections = [
  '.SH CONFIGURATION',
  'Defaults are overridden by the configuration file, this by the environment, and this by options.',
  'A key such as',
  '.I service.http_port',
  'is',
  '.B QUIVER__SERVICE__HTTP_PORT',
  'or',
  '.B QDRANT__SERVICE__HTTP_PORT',
  'in the environment.',
  '.B quiver config show',
  'prints all keys with their values and where these come from.',
  '.SH ENVIRONMENT',
  '.TP',
  '.B QUIVER__KEY, QDRANT__KEY',
  'A key of the configuration, its dots as two underscores.',
  '.TP',
  '.B OTEL_EXPORTER_OTLP_ENDPOINT',
  'Where traces and metrics are sent, by OTLP over HTTP; nowhere when it is not set.',
  'The other variables of OpenTelemetry are known too.',
  '.SH FILES',
  '.TP',
  '.I ./config/config.yaml',
  'The configuration; it need not be there.',
  '.TP',
  '.I ./storage',
  'Everything that is kept.',
  '.TP',
  '.I ./snapshots',
  'Snapshots.',
  '.SH SIGNALS',
  'SIGTERM and SIGINT end the server when the requests in flight are finished, a second one at once.',
] as const

function usageOf({ path, operands }: CommandShape): string {
  return [...path, ...operands.map((operand) => `<${operand}>`)].join(' ')
}

function optionLines({ names, value, about, choices }: OptionShape): string[] {
  const argument = value === undefined ? '' : ` \\fI${roff(value)}\\fR`
  const among = choices && !choices.every((choice) => about.includes(choice)) ? `: ${choices.join(', ')}` : ''
  return [
    '.TP',
    `${names.map((name) => `\\fB${roff(name)}\\fR`).join(', ')}${argument}`,
    roff(sentence(about + among)),
  ]
}

/** Those that are not known from the server. */
function ownOptions({ options }: CommandShape, common: ReadonlySet<string>): string[] {
  const own = options.filter(({ names }) => !common.has(names.join()))
  return own.length === 0 ? [] : ['.RS', ...own.flatMap(optionLines), '.RE']
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`

/** Backslashes, and minus signs that can be copied; a dot or an apostrophe at the start would be a request. */
function roff(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/, String.raw`\&$&`)
}
