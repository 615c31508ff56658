import {
  type PayloadIndexSchema,
  type PayloadIndexType,
  payloadIndexTypeNames,
  type TextOptions,
  type Tokenizer,
} from '#model/collection.ts'
import { badRequest } from '#model/errors.ts'
import type { PayloadPath } from '#model/payload-path.ts'
import { stemmerLanguage, stopwordLanguage } from '#model/tokenizer-languages.ts'
import { bool, type Decode, Fields, firstOf, list, noVariant, oneOf, text, usize } from './json-decode.ts'
import { JsonError } from './json-error.ts'
import { memoryPlacement } from './rest-collection-parts.ts'
import { payloadPath } from './rest-path.ts'

/** The type and the parameters of a payload index that is to be created. */

const indexType = oneOf('PayloadSchemaType', payloadIndexTypeNames)

/** The switches that each type has. */
const switches = {
  keyword: { isTenant: 'is_tenant', prefix: 'prefix' },
  integer: { lookup: 'lookup', range: 'range', isPrincipal: 'is_principal' },
  float: { isPrincipal: 'is_principal' },
  geo: {},
  text: { lowercase: 'lowercase', asciiFolding: 'ascii_folding', phraseMatching: 'phrase_matching' },
  bool: {},
  datetime: { isPrincipal: 'is_principal' },
  uuid: { isTenant: 'is_tenant' },
} as const satisfies Record<PayloadIndexType, Partial<Record<keyof PayloadIndexSchema, string>>>

const indexParams: Decode<PayloadIndexSchema> = (node, at) => {
  const fields = new Fields(node, at, 'IndexParams')
  const type = fields.required('type', indexType)
  const options: Record<string, boolean | undefined> = {}
  for (const [option, name] of Object.entries(switches[type])) options[option] = fields.optional(name, bool)
  if (options['lookup'] === false && options['range'] === false) {
    at.reportRule('lookup', "the 'lookup' and 'range' capabilities can't be both disabled")
  }
  return {
    type,
    explicitParams: true,
    ...options,
    ...(type === 'text' ? textOptionsIn(fields) : {}),
    onDisk: fields.optional('on_disk', bool),
    enableHnsw: fields.optional('enable_hnsw', bool),
    memory: fields.optional('memory', memoryPlacement),
  }
}

function textOptionsIn(fields: Fields): TextOptions {
  const tokenizer = oneOf<Tokenizer>('TokenizerType', ['prefix', 'whitespace', 'word', 'multilingual'])
  return {
    tokenizer: fields.present('tokenizer', tokenizer) ?? 'word',
    minTokenLen: fields.optional('min_token_len', usize),
    maxTokenLen: fields.optional('max_token_len', usize),
    stopwords: fields.optional('stopwords', stopwords),
    stemmer: fields.optional('stemmer', stemmer),
  }
}

const language: Decode<string> = (node, at) => {
  const known = stopwordLanguage(text(node, at))
  if (known === undefined) throw new JsonError(noVariant('StopwordsInterface'))
  return known
}

const sortedUnique = (texts: readonly string[]): string[] => [...new Set(texts)].sort()

const stopwords: Decode<NonNullable<TextOptions['stopwords']>> = firstOf(noVariant('StopwordsInterface'), [
  (node, at) => ({ languages: [language(node, at)], custom: [] }),
  (node, at) => {
    const fields = new Fields(node, at, 'StopwordsSet')
    return {
      languages: sortedUnique(fields.optional('languages', list(language)) ?? []),
      custom: sortedUnique(fields.optional('custom', list(text)) ?? []),
    }
  },
])

const stemmer: Decode<NonNullable<TextOptions['stemmer']>> = (node, at) => {
  const fields = new Fields(node, at, 'StemmingAlgorithm')
  const type = fields.required('type', oneOf('StemmingAlgorithm', ['snowball', 'none']))
  if (type === 'none') return 'disabled'
  const known = stemmerLanguage(fields.required('language', text))
  if (known === undefined) throw new JsonError(noVariant('StemmingAlgorithm'))
  return { language: known }
}

const indexSchema: Decode<PayloadIndexSchema> = firstOf<PayloadIndexSchema>(noVariant('PayloadFieldSchema'), [
  (node, at) => ({ type: indexType(node, at), explicitParams: false }),
  indexParams,
])

export interface FieldIndexBody {
  readonly path: PayloadPath
  readonly schema: PayloadIndexSchema | undefined
}

export const fieldIndexBody: Decode<FieldIndexBody> = (node, at) => {
  const fields = new Fields(node, at, 'CreateFieldIndex')
  const path = fields.required('field_name', payloadPath)
  return { path, schema: fields.optional('field_schema', indexSchema, 'field_type') }
}

/** Nothing is known of a field beforehand: its type must be told. */
export function requireSchema(schema: PayloadIndexSchema | undefined): PayloadIndexSchema {
  if (schema !== undefined) return schema
  throw badRequest("Can't auto-detect field type, please specify `field_schema` in the request")
}
