import {
  type MemoryPlacement,
  type PayloadIndexSchema,
  payloadIndexTypeNames,
  type TextOptions,
} from '#model/collection.ts'
import { badRequest, malformed } from '#model/errors.ts'
import { stemmerLanguage, stopwordLanguage, stopwordLanguageNames } from '#model/tokenizer-languages.ts'
import { memoryPlacements, tokenizers } from './collection-enums.ts'
import { enumNumbers } from './enum-numbers.ts'
import { type Problems, ruleProblem } from './points-validation.ts'
import {
  bool,
  count,
  type Decoded,
  enumeration,
  oneof,
  optional,
  plain,
  record,
  repeated,
  string,
} from './proto-message.ts'

/** The type and the parameters of a payload index that is to be created. */

const emptyCodec = record('Empty', {})
const keywordCodec = record('KeywordIndexParams', {
  isTenant: optional(1, bool),
  onDisk: optional(2, bool),
  enableHnsw: optional(3, bool),
  prefix: optional(4, emptyCodec),
  memory: optional(5, enumeration),
})
const integerCodec = record('IntegerIndexParams', {
  lookup: optional(1, bool),
  range: optional(2, bool),
  isPrincipal: optional(3, bool),
  onDisk: optional(4, bool),
  enableHnsw: optional(5, bool),
  memory: optional(6, enumeration),
})
/** Float and datetime. */
const orderedCodec = record('FloatIndexParams', {
  onDisk: optional(1, bool),
  isPrincipal: optional(2, bool),
  enableHnsw: optional(3, bool),
  memory: optional(4, enumeration),
})
/** Geo and bool. */
const simpleCodec = record('GeoIndexParams', {
  onDisk: optional(1, bool),
  enableHnsw: optional(2, bool),
  memory: optional(3, enumeration),
})
const uuidCodec = record('UuidIndexParams', {
  isTenant: optional(1, bool),
  onDisk: optional(2, bool),
  enableHnsw: optional(3, bool),
  memory: optional(4, enumeration),
})
const textCodec = record('TextIndexParams', {
  tokenizer: plain(1, enumeration),
  lowercase: optional(2, bool),
  minTokenLen: optional(3, count),
  maxTokenLen: optional(4, count),
  onDisk: optional(5, bool),
  stopwords: optional(
    6,
    record('StopwordsSet', { languages: repeated(1, string), custom: repeated(2, string) }),
  ),
  phraseMatching: optional(7, bool),
  stemmer: optional(
    8,
    record('StemmingAlgorithm', {
      stemmingParams: oneof({
        snowball: [1, record('SnowballParams', { language: plain(1, string) })],
        disabled: [2, emptyCodec],
      }),
    }),
  ),
  asciiFolding: optional(9, bool),
  enableHnsw: optional(10, bool),
  memory: optional(11, enumeration),
})
type RawText = Decoded<typeof textCodec>

export const indexParamsCodec = record('PayloadIndexParams', {
  indexParams: oneof({
    text: [1, textCodec],
    integer: [2, integerCodec],
    keyword: [3, keywordCodec],
    float: [4, orderedCodec],
    geo: [5, simpleCodec],
    bool: [6, simpleCodec],
    datetime: [7, orderedCodec],
    uuid: [8, uuidCodec],
  }),
})
type RawIndexParams = Decoded<typeof indexParamsCodec>
type RawParams = NonNullable<RawIndexParams['indexParams']>

/** FieldType, which counts from zero, unlike the type that a collection shows. */
const fieldTypes = enumNumbers(payloadIndexTypeNames)

export function checkIndexParams({ indexParams }: RawIndexParams): Problems {
  if (indexParams?.kind !== 'integer') return undefined
  const { lookup, range } = indexParams.value
  if (lookup !== false || range !== false) return undefined
  return ruleProblem('index_params.lookup', "the 'lookup' and 'range' capabilities can't be both disabled")
}

/** `fieldType` is asked for even where the parameters tell the type. */
export function indexSchemaOf(
  fieldType: number | undefined,
  raw: RawIndexParams | undefined,
): PayloadIndexSchema {
  if (fieldType === undefined) throw malformed('cannot convert field_type')
  const type = fieldTypes.of(fieldType)
  if (type === undefined) {
    if (raw !== undefined) throw malformed('field type is missing')
    throw badRequest("Can't auto-detect field type, please specify `field_schema` in the request")
  }
  const params = raw?.indexParams
  if (params === undefined) return { type, explicitParams: false }
  if (params.kind !== type) {
    const name = `${type[0]?.toUpperCase()}${type.slice(1)}`
    throw malformed(`field_type (${name}) and field_index_params do not match`)
  }
  return { type, explicitParams: true, ...paramsOf(params) }
}

function paramsOf(params: RawParams): Omit<PayloadIndexSchema, 'type' | 'explicitParams'> {
  if (params.kind === 'text') return textOf(params.value)
  const memory = memoryOf(params.value.memory)
  if (params.kind !== 'keyword') return { ...params.value, memory }
  const { prefix } = params.value
  return { ...params.value, prefix: prefix === undefined ? undefined : true, memory }
}

function textOf(raw: RawText): Omit<PayloadIndexSchema, 'type' | 'explicitParams'> {
  const stopwords = stopwordsOf(raw.stopwords)
  const stemmer = stemmerOf(raw.stemmer)
  const tokenizer = tokenizers.of(raw.tokenizer)
  if (tokenizer === undefined) throw malformed('unknown tokenizer type')
  return { ...raw, stopwords, stemmer, tokenizer, memory: memoryOf(raw.memory) }
}

function memoryOf(memory: number | undefined): MemoryPlacement | undefined {
  if (memory === undefined || memory === 0) return undefined
  const placement = memoryPlacements.of(memory)
  if (placement === undefined) throw malformed(`Cannot convert memory placement: ${memory}`)
  return placement
}

function stopwordsOf(raw: RawText['stopwords']): TextOptions['stopwords'] {
  if (raw === undefined) return undefined
  const languages = raw.languages.map((name) => {
    const language = stopwordLanguage(name)
    if (language === undefined) throw unknownLanguage(name)
    return language
  })
  return { languages: sorted(languages), custom: sorted(raw.custom) }
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort()
}

function unknownLanguage(name: string) {
  const known = stopwordLanguageNames.map((known) => `\`${known}\``).join(', ')
  const where = `at line 1 column ${Buffer.byteLength(name) + 2}`
  return malformed(`unknown language: unknown variant \`${name}\`, expected one of ${known} ${where}`)
}

function stemmerOf(raw: RawText['stemmer']): TextOptions['stemmer'] {
  const params = raw?.stemmingParams
  if (params === undefined) return undefined
  if (params.kind === 'disabled') return 'disabled'
  const language = stemmerLanguage(params.value.language)
  if (language === undefined) throw malformed(`Language ${JSON.stringify(params.value.language)} not found.`)
  return { language }
}
