import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs'
import descriptor from 'protobufjs/ext/descriptor.js'

/** A FileDescriptorProto (google/protobuf/descriptor.proto) as bytes. */
export interface DescribedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

type Scope = protobuf.NamespaceBase

/** Numbers of google.protobuf.FieldDescriptorProto.Type. */
const scalarTypes: Readonly<Record<string, number>> = {
  double: 1,
  float: 2,
  int64: 3,
  uint64: 4,
  int32: 5,
  fixed64: 6,
  fixed32: 7,
  bool: 8,
  string: 9,
  bytes: 12,
  uint32: 13,
  sfixed32: 15,
  sfixed64: 16,
  sint32: 17,
  sint64: 18,
}
const messageType = 11
const enumType = 14
const labelOptional = 1
const labelRepeated = 3

/** Parses proto3 files and everything they import, and describes each; imports come before their users. */
export function describeFiles(folder: string, names: readonly string[]): DescribedFile[] {
  const root = new protobuf.Root()
  const described = new Map<string, { package: string; imports: string[] }>()
  const parse = (name: string): void => {
    if (described.has(name)) return
    const parsed = parseFile(folder, name, root)
    for (const imported of parsed.imports ?? []) parse(imported)
    described.set(name, { package: parsed.package ?? '', imports: parsed.imports ?? [] })
  }
  for (const name of names) parse(name)
  root.resolveAll()
  return [...described].map(([name, file]) => ({
    name,
    bytes: encode(describeFile(root, name, file.package, file.imports)),
  }))
}

function parseFile(folder: string, name: string, root: protobuf.Root): protobuf.IParserResult {
  // The parser notes on every declaration the file that it came from; its types do not show how.
  Object.assign(protobuf.parse, { filename: name })
  return protobuf.parse(readFileSync(join(folder, name), 'utf8'), root, { keepCase: true })
}

function encode(file: object): Uint8Array {
  const type = descriptor.FileDescriptorProto
  return type.encode(type.fromObject(file)).finish()
}

function describeFile(root: protobuf.Root, name: string, packageName: string, imports: string[]): object {
  const scope = packageName === '' ? root : root.lookup(packageName)
  if (!(scope instanceof protobuf.Namespace)) throw new Error(`${name}: package ${packageName} is missing`)
  const own = scope.nestedArray.filter((entry) => entry.filename === name)
  return {
    name,
    package: packageName,
    dependency: imports,
    messageType: own.filter((entry) => entry instanceof protobuf.Type).map(describeMessage),
    enumType: own.filter((entry) => entry instanceof protobuf.Enum).map(describeEnum),
    service: own.filter((entry) => entry instanceof protobuf.Service).map(describeService),
    syntax: 'proto3',
  }
}

function describeMessage(type: protobuf.Type): object {
  // A proto3 optional field stands in a oneof of its own; those come after the written ones.
  const fields: protobuf.FieldBase[] = type.fieldsArray
  const oneofs = type.oneofsArray.filter((oneof) => !isSynthetic(oneof))
  const optionals = fields.filter(isOptional)
  const oneofIndex = (field: protobuf.FieldBase): number | undefined => {
    if (isOptional(field)) return oneofs.length + optionals.indexOf(field)
    return field.partOf ? oneofs.indexOf(field.partOf) : undefined
  }
  const nested = (type as Scope).nestedArray
  return {
    name: type.name,
    field: fields.map((field) => describeField(type, field, oneofIndex(field))),
    nestedType: [
      ...nested.filter((entry) => entry instanceof protobuf.Type).map(describeMessage),
      ...fields.filter((field) => field instanceof protobuf.MapField).map(describeMapEntry),
    ],
    enumType: nested.filter((entry) => entry instanceof protobuf.Enum).map(describeEnum),
    oneofDecl: [
      ...oneofs.map(({ name }) => ({ name })),
      ...optionals.map(({ name }) => ({ name: `_${name}` })),
    ],
    reservedRange: (type.reserved ?? []).flatMap((range) =>
      typeof range === 'string' ? [] : [{ start: range[0], end: (range[1] ?? 0) + 1 }],
    ),
  }
}

function describeField(
  owner: protobuf.Type,
  field: protobuf.FieldBase,
  oneofIndex: number | undefined,
): object {
  const isMap = field instanceof protobuf.MapField
  return {
    name: field.name,
    number: field.id,
    label: field.repeated || isMap ? labelRepeated : labelOptional,
    ...(isMap
      ? { type: messageType, typeName: `${owner.fullName}.${mapEntryName(field)}` }
      : typeOf(field.type, field.resolvedType)),
    jsonName: jsonName(field.name),
    ...(oneofIndex === undefined ? {} : { oneofIndex }),
    ...(isOptional(field) ? { proto3Optional: true } : {}),
    ...(field.options?.['deprecated'] === true ? { options: { deprecated: true } } : {}),
  }
}

function describeMapEntry(field: protobuf.MapField): object {
  const entry = (name: string, number: number, type: object): object => ({
    name,
    number,
    label: labelOptional,
    ...type,
    jsonName: name,
  })
  return {
    name: mapEntryName(field),
    field: [
      entry('key', 1, typeOf(field.keyType, null)),
      entry('value', 2, typeOf(field.type, field.resolvedType)),
    ],
    options: { mapEntry: true },
  }
}

function describeEnum(type: protobuf.Enum): object {
  return {
    name: type.name,
    value: Object.entries(type.values).map(([name, number]) => ({ name, number })),
  }
}

function describeService(service: protobuf.Service): object {
  return {
    name: service.name,
    method: service.methodsArray.map((method) => ({
      name: method.name,
      inputType: method.resolvedRequestType?.fullName,
      outputType: method.resolvedResponseType?.fullName,
      clientStreaming: method.requestStream === true,
      serverStreaming: method.responseStream === true,
      ...(method.options?.['deprecated'] === true ? { options: { deprecated: true } } : {}),
    })),
  }
}

function typeOf(name: string, resolved: protobuf.ReflectionObject | null): object {
  if (resolved instanceof protobuf.Enum) return { type: enumType, typeName: resolved.fullName }
  if (resolved !== null) return { type: messageType, typeName: resolved.fullName }
  const type = scalarTypes[name]
  if (type === undefined) throw new Error(`unknown type ${name}`)
  return { type }
}

function isOptional(field: protobuf.FieldBase): boolean {
  return field.partOf !== null && isSynthetic(field.partOf)
}

function isSynthetic(oneof: protobuf.OneOf): boolean {
  return oneof.fieldsArray.every((field) => field.options?.['proto3_optional'] === true)
}

function mapEntryName(field: protobuf.FieldBase): string {
  const name = jsonName(field.name)
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Entry`
}

function jsonName(name: string): string {
  return name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())
}
