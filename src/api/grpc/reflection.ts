import { MessageWriter } from '#wire/message-writer.ts'
import { type Decoded, decodeMessage, oneof, plain, record, string } from '#wire/proto-message.ts'
import type { DescriptorIndex } from './descriptor-index.ts'
import type { GrpcMethod } from './grpc-method.ts'
import { grpcStatus } from '#api/error-status.ts'

const extensionCodec = record('ExtensionRequest', { containingType: plain(1, string) })
const requestCodec = record('ServerReflectionRequest', {
  host: plain(1, string),
  messageRequest: oneof({
    fileByFilename: [3, string],
    fileContainingSymbol: [4, string],
    fileContainingExtension: [5, extensionCodec],
    allExtensionNumbersOfType: [6, string],
    listServices: [7, string],
  }),
})
type Question = Decoded<typeof requestCodec>['messageRequest']

/** The two versions of the reflection service: the same messages under two names. */
const services = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection']

/** Tells clients which services there are and how their messages look; `served` are listed. */
export function reflectionMethods(served: readonly string[]): GrpcMethod[] {
  const listed = [...served, ...services].toSorted()
  return services.map((service) => ({
    path: `/${service}/ServerReflectionInfo`,
    streaming: true,
    async handle(message) {
      const { host, messageRequest } = decodeMessage(requestCodec, message)
      const index = await loadIndex()
      const writer = new MessageWriter()
      writer.text(1, host || undefined)
      writer.embed(2, message)
      writeAnswer(writer, messageRequest, listed, index)
      return writer.finish()
    },
  }))
}

/** Descriptors take memory and hardly anybody asks: they are loaded when somebody does. */
async function loadIndex(): Promise<DescriptorIndex> {
  const { descriptorIndex } = await import('./descriptor-index.ts')
  return descriptorIndex()
}

function writeAnswer(
  writer: MessageWriter,
  question: Question,
  served: readonly string[],
  index: DescriptorIndex,
): void {
  switch (question?.kind) {
    case 'fileByFilename':
      return writeFiles(writer, index.withImports(question.value), `file ${question.value}`)
    case 'fileContainingSymbol':
      return writeFiles(writer, index.withImports(index.fileOf(question.value)), `symbol ${question.value}`)
    case 'fileContainingExtension':
    case 'allExtensionNumbersOfType':
      return writeError(writer, grpcStatus.notFound, 'there are no extensions')
    case 'listServices':
      return writer.message(6, served, () => {
        for (const name of served) writer.message(1, name, (text) => writer.text(1, text))
      })
    case undefined:
      return writeError(writer, grpcStatus.invalidArgument, 'the request asks for nothing')
  }
}

function writeFiles(writer: MessageWriter, files: readonly Uint8Array[], what: string): void {
  if (files.length === 0) return writeError(writer, grpcStatus.notFound, `${what} not found`)
  writer.message(4, files, () => {
    for (const file of files) writer.embed(1, file)
  })
}

function writeError(writer: MessageWriter, status: number, text: string): void {
  writer.message(7, text, () => {
    writer.uint(1, status)
    writer.text(2, text)
  })
}
