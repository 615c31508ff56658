import type { Node } from '#service/ports.ts'
import { MessageWriter } from '#wire/message-writer.ts'
import { decodeMessage, plain, record, string } from '#wire/proto-message.ts'
import type { GrpcMethod } from './grpc-method.ts'

/** `grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING` */
const serving = 1

const replyRequest = record('HealthCheckRequest', {})
const checkRequest = record('HealthCheckRequest', { service: plain(1, string) })

/** Identity and health of the node. They need no access, so that probes work everywhere. */
export function healthMethods(node: Node): GrpcMethod[] {
  return [
    {
      path: '/qdrant.Qdrant/HealthCheck',
      streaming: false,
      open: true,
      async handle(message) {
        decodeMessage(replyRequest, message)
        const writer = new MessageWriter()
        writer.text(1, 'qdrant - vector search engine')
        writer.text(2, node.apiVersion)
        writer.text(3, node.version)
        return writer.finish()
      },
    },
    {
      path: '/grpc.health.v1.Health/Check',
      streaming: false,
      open: true,
      async handle(message) {
        decodeMessage(checkRequest, message)
        const writer = new MessageWriter()
        writer.uint(1, serving)
        return writer.finish()
      },
    },
  ]
}
