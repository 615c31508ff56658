import { fileDescriptors } from '#wire/generated/descriptors.js'
import {
  decodeMessage,
  lazy,
  type MessageCodec,
  plain,
  record,
  repeated,
  string,
} from '#wire/proto-message.ts'

/** The described proto files, found by name and by what they declare. */
export interface DescriptorIndex {
  /** Name of the file that declares a service, a method, a message, a field or an enum. */
  fileOf(symbol: string): string | undefined
  /** A FileDescriptorProto and those of everything that it imports, itself first; none for an unknown file. */
  withImports(file: string | undefined): readonly Uint8Array[]
}

interface Named {
  readonly name: string
}
interface Message extends Named {
  readonly fields: readonly Named[]
  readonly messages: readonly Message[]
  readonly enums: readonly Named[]
}
interface Service extends Named {
  readonly methods: readonly Named[]
}
interface File {
  readonly package: string
  readonly imports: readonly string[]
  readonly messages: readonly Message[]
  readonly enums: readonly Named[]
  readonly services: readonly Service[]
}

const namedCodec = record<Named>('Named', { name: plain(1, string) })
const messageCodec: MessageCodec<Message> = record<Message>('DescriptorProto', {
  name: plain(1, string),
  fields: repeated(2, namedCodec),
  messages: repeated(
    3,
    lazy(() => messageCodec),
  ),
  enums: repeated(4, namedCodec),
})
const serviceCodec = record<Service>('ServiceDescriptorProto', {
  name: plain(1, string),
  methods: repeated(2, namedCodec),
})
const fileCodec = record<File>('FileDescriptorProto', {
  package: plain(2, string),
  imports: repeated(3, string),
  messages: repeated(4, messageCodec),
  enums: repeated(5, namedCodec),
  services: repeated(6, serviceCodec),
})

export function descriptorIndex(): DescriptorIndex {
  const files = new Map<string, { readonly bytes: Uint8Array; readonly imports: readonly string[] }>()
  const symbols = new Map<string, string>()
  for (const [name, base64] of fileDescriptors) {
    const bytes = Buffer.from(base64, 'base64')
    const file = decodeMessage(fileCodec, bytes)
    files.set(name, { bytes, imports: file.imports })
    for (const symbol of symbolsOf(file)) symbols.set(symbol, name)
  }
  return {
    fileOf: (symbol) => symbols.get(symbol),
    withImports(file) {
      const found = new Set(file === undefined ? [] : [file])
      for (const name of found) for (const imported of files.get(name)?.imports ?? []) found.add(imported)
      return [...found].flatMap((name) => files.get(name)?.bytes ?? [])
    },
  }
}

function* symbolsOf(file: File): Iterable<string> {
  const scope = file.package
  for (const message of file.messages) yield* messageSymbols(scope, message)
  for (const { name } of file.enums) yield `${scope}.${name}`
  for (const { name, methods } of file.services) {
    yield `${scope}.${name}`
    for (const method of methods) yield `${scope}.${name}.${method.name}`
  }
}

function* messageSymbols(scope: string, message: Message): Iterable<string> {
  const name = `${scope}.${message.name}`
  yield name
  for (const field of message.fields) yield `${name}.${field.name}`
  for (const inner of message.messages) yield* messageSymbols(name, inner)
  for (const inner of message.enums) yield `${name}.${inner.name}`
}
