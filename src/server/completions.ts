import { allCommands, type CommandShape, type OptionShape } from './command-shape.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** A script by which the shell completes commands, options and their values; what is left are files. */
export function completionScript(shell: Shell, program: CommandShape): string {
  switch (shell) {
    case 'bash':
      return bashScript(program)
    case 'zsh':
      return zshScript(program)
    case 'fish':
      return fishScript(program)
  }
}

/** Words of a command: commands below it, choices of its operand, options. */
function wordsOf({ commands, operands, options }: CommandShape): string[] {
  return [
    ...commands.map(({ path }) => path.at(-1) ?? ''),
    ...operandWords(operands),
    ...options.flatMap(({ names }) => names),
  ]
}

function operandWords(operands: readonly string[]): readonly string[] {
  return operands.includes('shell') ? shells : []
}

function bashScript(program: CommandShape): string {
  const all = allCommands(program)
  const steps = all.filter(({ path }) => path.length > 0).map(({ path }) => `'${['', ...path].join(' ')}'`)
  const options = new Map(
    all.flatMap((command) => command.options).map((option) => [option.names.join('|'), option]),
  )
  const values = [...options].flatMap(([names, { value, choices }]) =>
    value === undefined ? [] : [`    ${names}) COMPREPLY=(${choices ? reply(choices) : ''}); return ;;`],
  )
  const words = all.map(
    (command) =>
      `    '${command.path.map((word) => ` ${word}`).join('')}') COMPREPLY=(${reply(wordsOf(command))}) ;;`,
  )
  return `# bash completion of quiver: eval "$(quiver completions bash)"
_quiver() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
    ${steps.join('|')}) path="$path $word" ;;
    esac
  done
  case "$before" in
${values.join('\n')}
  esac
  case "$path" in
${words.join('\n')}
  esac
}
complete -o default -F _quiver quiver
`
}

const reply = (words: readonly string[]): string => `$(compgen -W '${words.join(' ')}' -- "$current")`

function zshScript(program: CommandShape): string {
  const functions = allCommands(program).map(zshFunction)
  return `#compdef quiver
# zsh completion of quiver: save it as _quiver in a folder of $fpath
${functions.join('\n')}
_quiver "$@"
`
}

function zshFunction({ path, options, operands, commands }: CommandShape): string {
  const name = ['_quiver', ...path].join('_')
  const specs = options.map(zshOption)
  if (commands.length > 0) {
    const list = commands.map((child) => `${child.path.at(-1)}\\:${zshQuote(child.about)}`)
    specs.push(`'1: :((${list.join(' ')}))'`, `'*:: :->rest'`)
  } else if (operandWords(operands).length > 0) specs.push(`'1: :(${operandWords(operands).join(' ')})'`)
  else if (operands.length > 0) specs.push(`'1: :_files'`)
  const calls = commands.map((child) => `  ${child.path.at(-1)}) ${['_quiver', ...child.path].join('_')} ;;`)
  const rest =
    calls.length === 0 ? '' : `\n  [[ $state == rest ]] && case $line[1] in\n${calls.join('\n')}\n  esac`
  return `${name}() {
  local state line
  _arguments -C \\
    ${specs.join(' \\\n    ')}${rest}
}`
}

function zshOption({ names, value, about, choices }: OptionShape): string {
  const escape = (text: string): string => text.replaceAll("'", '').replaceAll(/[[\]:]/g, String.raw`\$&`)
  const text = escape(about)
  const argument =
    value === undefined ? '' : `:${escape(value)}:${choices ? `(${choices.join(' ')})` : '_files'}`
  return names.length === 1
    ? `'${names[0]}[${text}]${argument}'`
    : `'(${names.join(' ')})'{${names.join(',')}}'[${text}]${argument}'`
}

/** In double quotes within a text in single quotes. */
const zshQuote = (text: string): string => `"${text.replaceAll(/['"\\$`]/g, '')}"`

function fishScript(program: CommandShape): string {
  const lines = allCommands(program).flatMap((command) => {
    const condition = fishCondition(command)
    const words = [
      ...command.commands.map((child) => [child.path.at(-1) ?? '', child.about] as const),
      ...operandWords(command.operands).map((word) => [word, ''] as const),
    ]
    return [
      ...words.map(
        ([word, about]) => `complete -c quiver -n ${condition} -f -a ${word} -d ${fishQuote(about)}`,
      ),
      ...command.options.map((option) => `complete -c quiver -n ${condition} ${fishOption(option)}`),
    ]
  })
  return `# fish completion of quiver: save it as ~/.config/fish/completions/quiver.fish\n${lines.join('\n')}\n`
}

function fishCondition({ path, commands }: CommandShape): string {
  const [last] = path.slice(-1)
  const inside = last === undefined ? [] : [`__fish_seen_subcommand_from ${last}`]
  const children = commands.map((child) => child.path.at(-1)).join(' ')
  const notBelow = children === '' ? [] : [`not __fish_seen_subcommand_from ${children}`]
  return `'${[...inside, ...notBelow].join('; and ')}'`
}

function fishOption({ names, value, about, choices }: OptionShape): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  const takes = value === undefined ? '' : choices ? ` -x -a '${choices.join(' ')}'` : ' -r'
  return `${flags.join(' ')}${takes} -d ${fishQuote(about)}`
}

const fishQuote = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
