import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type protobuf from 'protobufjs'
import descriptor from 'protobufjs/ext/descriptor.js'
import { fileDescriptors } from './generated/descriptors.js'

// `generate --check` proves that the descriptors and the code are made from proto/; here the descriptors
// are held to the list of facts, which is written independently of proto/.
const facts = readFileSync(join(import.meta.dir, '../../proto/facts.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

interface File {
  readonly name: string
  readonly package: string
  readonly dependency: readonly string[]
  readonly messageType: readonly Message[]
  readonly enumType: readonly Enum[]
  readonly service: readonly Service[]
}
interface Message {
  readonly name: string
  readonly field: readonly Field[]
  readonly nestedType: readonly Message[]
  readonly enumType: readonly Enum[]
  readonly oneofDecl: readonly { readonly name: string }[]
  readonly reservedRange: readonly { readonly start: number; readonly end: number }[]
  readonly options: { readonly mapEntry: boolean } | null
}
interface Field {
  readonly name: string
  readonly number: number
  readonly label: string
  readonly type: string
  readonly typeName: string
  readonly oneofIndex?: number
  readonly proto3Optional?: boolean
  readonly options: { readonly deprecated: boolean } | null
}
interface Enum {
  readonly name: string
  readonly value: readonly { readonly name: string; readonly number: number }[]
}
interface Service {
  readonly name: string
  readonly method: readonly {
    readonly name: string
    readonly inputType: string
    readonly outputType: string
    readonly clientStreaming: boolean
    readonly serverStreaming: boolean
    readonly options: { readonly deprecated: boolean } | null
  }[]
}

test('every service, message, field and enum is what facts.txt says', () => {
  const described = [...fileDescriptors].flatMap(([name, base64]) =>
    name.startsWith('google/') ? [] : declarations(decodeFile(base64)),
  )
  expect(described.toSorted()).toEqual(facts.toSorted())
})

test('files stand after those that they import', () => {
  const seen = new Set<string>()
  for (const [name, base64] of fileDescriptors) {
    const file = decodeFile(base64)
    expect(file.name).toBe(name)
    for (const imported of file.dependency) expect(seen).toContain(imported)
    seen.add(name)
  }
})

test('64-bit fields are varints, the only form that int64.ts makes exact', () => {
  const types = new Set(facts.join(' ').match(/\b[a-z]{2,}(?:32|64)\b/g))
  expect([...types].toSorted()).toEqual(['int32', 'int64', 'uint32', 'uint64'])
})

function decodeFile(base64: string): File {
  const type: protobuf.Type = descriptor.FileDescriptorProto
  const options = { enums: String, arrays: true, objects: true, oneofs: false }
  const file = type.toObject(type.decode(Buffer.from(base64, 'base64')), options)
  return file as unknown as File
}

function declarations(file: File): string[] {
  return [
    `file ${file.name}`,
    ...file.messageType.flatMap((message) => messageLines(file.package, message)),
    ...file.enumType.map((type) => enumLine(file.package, type)),
    ...file.service.flatMap((service) => serviceLines(file.package, service)),
  ]
}

function messageLines(scope: string, message: Message): string[] {
  const name = `${scope}.${message.name}`
  const parts = [
    ...message.reservedRange.map(({ start }) => `~${start}`),
    ...message.field.map((field) => fieldText(name, message, field)),
  ]
  const nested = message.nestedType.filter((type) => type.options?.mapEntry !== true)
  return [
    `message ${name} ${parts.toSorted().join(', ')}`.trim(),
    ...nested.flatMap((type) => messageLines(name, type)),
    ...message.enumType.map((type) => enumLine(name, type)),
  ]
}

function fieldText(scope: string, message: Message, field: Field): string {
  const entry = message.nestedType.find(
    (type) => type.options?.mapEntry === true && field.typeName === `.${scope}.${type.name}`,
  )
  const [key, value] = entry?.field ?? []
  const type = key && value ? `map<${typeName(key)},${typeName(value)}>` : typeName(field)
  const label = entry ? '' : field.label === 'LABEL_REPEATED' ? '*' : field.proto3Optional === true ? '?' : ''
  const isMember = field.oneofIndex !== undefined && field.proto3Optional !== true
  const oneof = isMember ? ` @${message.oneofDecl[field.oneofIndex]?.name}` : ''
  return `${field.number} ${field.name} ${type}${label}${oneof}${deprecatedMark(field)}`
}

function typeName(field: Field): string {
  return field.typeName ? field.typeName.slice(1) : field.type.slice('TYPE_'.length).toLowerCase()
}

function enumLine(scope: string, type: Enum): string {
  return `enum ${scope}.${type.name} ${type.value.map(({ name, number }) => `${number} ${name}`).join(', ')}`
}

function serviceLines(scope: string, service: Service): string[] {
  return service.method.map(
    (method) =>
      `rpc ${scope}.${service.name} ${method.name} ${method.clientStreaming ? '+' : ''}${method.inputType.slice(1)}` +
      ` -> ${method.serverStreaming ? '+' : ''}${method.outputType.slice(1)}${deprecatedMark(method)}`,
  )
}

function deprecatedMark(declared: { readonly options: { readonly deprecated: boolean } | null }): string {
  return declared.options?.deprecated === true ? ' !' : ''
}
