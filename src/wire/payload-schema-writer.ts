import { unreachable } from '#base/assert.ts'
import type { PayloadIndexSchema } from '#model/collection.ts'
import { memoryPlacements, payloadIndexTypes, tokenizers } from './collection-enums.ts'
import type { MessageWriter } from './message-writer.ts'

/** Writes the fields of qdrant.PayloadSchemaInfo. `points` have values in the index. */
export function writePayloadSchema(writer: MessageWriter, schema: PayloadIndexSchema, points: number): void {
  writer.uint(1, payloadIndexTypes.numberOf(schema.type))
  const params = schema.explicitParams ? schema : undefined
  writer.message(2, params, () => writeParams(writer, schema))
  writer.uint(3, points)
}

function writeParams(writer: MessageWriter, schema: PayloadIndexSchema): void {
  const { onDisk, enableHnsw, isTenant, isPrincipal } = schema
  const memory = schema.memory && memoryPlacements.numberOf(schema.memory)
  switch (schema.type) {
    case 'text':
      return writer.message(1, schema, () => writeText(writer, schema))
    case 'integer':
      return writer.message(2, schema, () => {
        writer.bool(1, schema.lookup)
        writer.bool(2, schema.range)
        writer.bool(3, isPrincipal)
        writer.bool(4, onDisk)
        writer.bool(5, enableHnsw)
        writer.uint(6, memory)
      })
    case 'keyword':
      return writer.message(3, schema, () => {
        writer.bool(1, isTenant)
        writer.bool(2, onDisk)
        writer.bool(3, enableHnsw)
        writer.message(4, schema.prefix || undefined, () => undefined)
        writer.uint(5, memory)
      })
    case 'float':
    case 'datetime':
      return writer.message(schema.type === 'float' ? 4 : 7, schema, () => {
        writer.bool(1, onDisk)
        writer.bool(2, isPrincipal)
        writer.bool(3, enableHnsw)
        writer.uint(4, memory)
      })
    case 'geo':
    case 'bool':
      return writer.message(schema.type === 'geo' ? 5 : 6, schema, () => {
        writer.bool(1, onDisk)
        writer.bool(2, enableHnsw)
        writer.uint(3, memory)
      })
    case 'uuid':
      return writer.message(8, schema, () => {
        writer.bool(1, isTenant)
        writer.bool(2, onDisk)
        writer.bool(3, enableHnsw)
        writer.uint(4, memory)
      })
    default:
      return unreachable(schema.type)
  }
}

function writeText(writer: MessageWriter, schema: PayloadIndexSchema): void {
  const { tokenizer, stopwords, stemmer, memory } = schema
  writer.uint(1, tokenizer && tokenizers.numberOf(tokenizer))
  writer.bool(2, schema.lowercase)
  writer.uint(3, schema.minTokenLen)
  writer.uint(4, schema.maxTokenLen)
  writer.bool(5, schema.onDisk)
  writer.message(6, stopwords, ({ languages, custom }) => {
    for (const language of languages) writer.text(1, language)
    for (const word of custom) writer.text(2, word)
  })
  writer.bool(7, schema.phraseMatching)
  writer.message(8, stemmer, (value) => {
    if (value === 'disabled') writer.message(2, value, () => undefined)
    else writer.message(1, value, ({ language }) => writer.text(1, language))
  })
  writer.bool(9, schema.asciiFolding)
  writer.bool(10, schema.enableHnsw)
  writer.uint(11, memory && memoryPlacements.numberOf(memory))
}
