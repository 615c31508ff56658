import { expect, test } from 'bun:test'
import protobuf from 'protobufjs'
import descriptor from 'protobufjs/ext/descriptor.js'
import { must } from '#base/assert.ts'
import { grpc } from '#wire/generated/qdrant.js'
import { fullAccess } from '#security/access.ts'
import { createDispatch } from './dispatch.ts'
import { testService } from './test-server.fixture.ts'

const { ServerReflectionRequest, ServerReflectionResponse } = grpc.reflection.v1
const info = { signal: new AbortController().signal, access: fullAccess }
const dispatch = createDispatch(testService())

for (const version of ['v1', 'v1alpha']) {
  const ask = async (question: grpc.reflection.v1.ServerReflectionRequest.$Properties) => {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`
    const method = must(dispatch.get(path), `${path} is served`)
    const request = ServerReflectionRequest.encode(question).finish()
    return ServerReflectionResponse.decode(await method.handle(request, info))
  }

  test(`${version}: lists the services that are served`, async () => {
    const { listServicesResponse, originalRequest, validHost } = await ask({
      host: 'here',
      listServices: '*',
    })
    const names = listServicesResponse?.service?.map(({ name }) => name)
    expect(names).toEqual([
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
      'qdrant.Collections',
      'qdrant.Points',
      'qdrant.Qdrant',
      'qdrant.Snapshots',
    ])
    expect([validHost, originalRequest?.host, originalRequest?.listServices]).toEqual(['here', 'here', '*'])
  })

  test(`${version}: a client can build every message from the files of a service`, async () => {
    const { fileDescriptorResponse } = await ask({ fileContainingSymbol: 'qdrant.Points' })
    const files = fileDescriptorResponse?.fileDescriptorProto ?? []
    const names = files.map((file) => descriptor.FileDescriptorProto.decode(file).toJSON()['name'])
    expect(names[0]).toBe('points_service.proto')
    expect(new Set(names)).toContain('google/protobuf/timestamp.proto')
    const set = descriptor.FileDescriptorSet
    const bytes = set.encode(
      set.fromObject({ file: files.map((file) => descriptor.FileDescriptorProto.decode(file)) }),
    )
    const root = protobuf.Root.fromDescriptor(bytes.finish())
    root.resolveAll()
    expect(root.lookupService('qdrant.Points').methodsArray.length).toBeGreaterThan(25)
  })

  test(`${version}: finds what declares a message, a field, a method or a file`, async () => {
    for (const symbol of [
      'qdrant.Vector.dense',
      'qdrant.Points.Upsert',
      'qdrant.FieldType',
      'qdrant.RaftMessage',
    ]) {
      const found = await ask({ fileContainingSymbol: symbol })
      expect(found.fileDescriptorResponse?.fileDescriptorProto?.length).toBeGreaterThan(0)
    }
    const byName = await ask({ fileByFilename: 'qdrant_common.proto' })
    expect(byName.fileDescriptorResponse?.fileDescriptorProto?.length).toBe(2)
  })

  test(`${version}: says what it does not have`, async () => {
    for (const question of [
      { fileByFilename: 'nope.proto' },
      { fileContainingSymbol: 'qdrant.Nope' },
      { allExtensionNumbersOfType: 'qdrant.Vector' },
      { fileContainingExtension: { containingType: 'qdrant.Vector', extensionNumber: 1 } },
    ]) {
      expect((await ask(question)).errorResponse?.errorCode).toBe(5)
    }
    expect((await ask({})).errorResponse?.errorCode).toBe(3)
  })
}
