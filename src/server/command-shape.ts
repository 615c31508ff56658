import type { Command, Option } from 'commander'

/** A command as its users see it: what completions and the manual are made from. */
export interface CommandShape {
  /** Words after the name of the program; none for the program itself. */
  readonly path: readonly string[]
  readonly about: string
  readonly operands: readonly string[]
  readonly options: readonly OptionShape[]
  readonly commands: readonly CommandShape[]
}

export interface OptionShape {
  /** With their dashes, the short one first. */
  readonly names: readonly string[]
  /** What stands for its value; undefined: it takes none. */
  readonly value: string | undefined
  readonly about: string
  /** Undefined: any value. */
  readonly choices: readonly string[] | undefined
}

/** Hidden commands and options are left out. */
export function commandShape(command: Command, path: readonly string[] = []): CommandShape {
  const help = command.createHelp()
  return {
    path,
    about: command.description(),
    operands: command.registeredArguments.map((argument) => argument.name()),
    options: help.visibleOptions(command).map(optionShape),
    commands: help.visibleCommands(command).map((child) => commandShape(child, [...path, child.name()])),
  }
}

/** A command and all below it, itself first. */
export function allCommands(shape: CommandShape): CommandShape[] {
  return [shape, ...shape.commands.flatMap(allCommands)]
}

function optionShape(option: Option): OptionShape {
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    value: /[<[](.*)[>\]]$/.exec(option.flags)?.[1],
    about: option.description,
    choices: option.argChoices,
  }
}
