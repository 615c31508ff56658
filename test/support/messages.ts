import type { QdrantClient } from '@qdrant/js-client-grpc'

/** Short ways to write the messages of the official client, and their types. */
export type PointsApi = ReturnType<typeof QdrantClient.prototype.api<'points'>>
export type CollectionsApi = ReturnType<typeof QdrantClient.prototype.api<'collections'>>

export type UpsertInput = Parameters<PointsApi['upsert']>[0]
export type PointInput = NonNullable<UpsertInput['points']>[number]
export type VectorsInput = NonNullable<PointInput['vectors']>
export type PayloadInput = NonNullable<PointInput['payload']>
export type ValueInput = PayloadInput[string]
export type SearchInput = Parameters<PointsApi['search']>[0]
export type FilterInput = NonNullable<SearchInput['filter']>
export type ConditionInput = NonNullable<FilterInput['must']>[number]
export type SelectorInput = NonNullable<Parameters<PointsApi['delete']>[0]['points']>
export type PointIdInput = NonNullable<PointInput['id']>
export type VectorsOutput = Awaited<ReturnType<PointsApi['get']>>['result'][number]['vectors']
export type PayloadOutput = Awaited<ReturnType<PointsApi['get']>>['result'][number]['payload']
export type PointIdOutput = Awaited<ReturnType<PointsApi['get']>>['result'][number]['id']

/** A UUID, or else a number. */
export function pointId(text: string): PointIdInput {
  return text.includes('-')
    ? { pointIdOptions: { case: 'uuid', value: text } }
    : { pointIdOptions: { case: 'num', value: BigInt(text) } }
}

export function idText(id: PointIdOutput): string {
  return String(id?.pointIdOptions.value)
}

/** A number is an integer here; floats are written out. */
export function value(plain: string | number | bigint | boolean | null): ValueInput {
  if (plain === null) return { kind: { case: 'nullValue', value: 0 } }
  if (typeof plain === 'string') return { kind: { case: 'stringValue', value: plain } }
  if (typeof plain === 'boolean') return { kind: { case: 'boolValue', value: plain } }
  return { kind: { case: 'integerValue', value: BigInt(plain) } }
}

export const float = (plain: number): ValueInput => ({ kind: { case: 'doubleValue', value: plain } })

export const list = (...values: ValueInput[]): ValueInput => ({
  kind: { case: 'listValue', value: { values } },
})

export const struct = (fields: PayloadInput): ValueInput => ({
  kind: { case: 'structValue', value: { fields } },
})

export function payload(plain: Readonly<Record<string, string | number>>): PayloadInput {
  return Object.fromEntries(Object.entries(plain).map(([key, entry]) => [key, value(entry)]))
}

/** A payload of strings and integers as plain values. */
export function plainPayload(fields: PayloadOutput): Record<string, string | number> {
  const plain: Record<string, string | number> = {}
  for (const [key, { kind }] of Object.entries(fields)) {
    if (kind.case === 'stringValue') plain[key] = kind.value
    else if (kind.case === 'integerValue') plain[key] = Number(kind.value)
    else throw new Error(`${key} is a ${kind.case}`)
  }
  return plain
}

export type PlainVector =
  | readonly number[]
  | readonly (readonly number[])[]
  | { readonly indices: readonly number[]; readonly values: readonly number[] }

export function namedVectors(vectors: Readonly<Record<string, PlainVector>>): VectorsInput {
  const named = Object.entries(vectors).map(([name, vector]) => [name, { vector: vectorCase(vector) }])
  return { vectorsOptions: { case: 'vectors', value: { vectors: Object.fromEntries(named) } } }
}

function vectorCase(vector: PlainVector): object {
  if (!Array.isArray(vector)) return { case: 'sparse', value: vector }
  const rows = vector as readonly (number | readonly number[])[]
  if (typeof rows[0] === 'number') return { case: 'dense', value: { data: [...rows] } }
  return { case: 'multiDense', value: { vectors: rows.map((data) => ({ data })) } }
}

/** The vectors of an answer by name; the unnamed one is `''`. */
export function plainVectors(vectors: VectorsOutput): Record<string, PlainVector> {
  const options = vectors?.vectorsOptions
  if (options?.case === undefined) return {}
  const named = options.case === 'vector' ? { '': options.value } : options.value.vectors
  return Object.fromEntries(Object.entries(named).map(([name, { vector }]) => [name, plainVector(vector)]))
}

type VectorCase = Extract<
  NonNullable<VectorsOutput>['vectorsOptions'],
  { readonly case: 'vector' }
>['value']['vector']

function plainVector(vector: VectorCase): PlainVector {
  switch (vector.case) {
    case 'dense':
      return vector.value.data
    case 'sparse':
      return { indices: vector.value.indices, values: vector.value.values }
    case 'multiDense':
      return vector.value.vectors.map(({ data }) => data)
    case undefined:
      throw new Error('a vector without its kind')
  }
}

export function matchCondition(key: string, plain: string | number): ConditionInput {
  const match =
    typeof plain === 'string'
      ? { matchValue: { case: 'keyword' as const, value: plain } }
      : { matchValue: { case: 'integer' as const, value: BigInt(plain) } }
  return { conditionOneOf: { case: 'field', value: { key, match } } }
}

export function rangeCondition(
  key: string,
  range: { gte?: number; lte?: number; gt?: number; lt?: number },
): ConditionInput {
  return { conditionOneOf: { case: 'field', value: { key, range } } }
}

export const byIds = (ids: readonly string[]): SelectorInput => ({
  pointsSelectorOneOf: { case: 'points', value: { ids: ids.map(pointId) } },
})

export const byFilter = (filter: FilterInput): SelectorInput => ({
  pointsSelectorOneOf: { case: 'filter', value: filter },
})

export const withVectors = { selectorOptions: { case: 'enable' as const, value: true } }
