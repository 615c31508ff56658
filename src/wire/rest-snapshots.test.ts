import { expect, test } from 'bun:test'
import { readJson } from './json-reader.ts'
import { type Decode, Place } from './json-decode.ts'
import { JsonError } from './json-error.ts'
import { JsonWriter } from './json-writer.ts'
import {
  type RecoverBody,
  recoverBody,
  recoverShardBody,
  shardParam,
  snapshotParams,
  writeSnapshot,
} from './rest-snapshots.ts'

const sum = 'a1'.repeat(32)

function read(decode: Decode<RecoverBody>, body: object): RecoverBody | string {
  const place = new Place()
  try {
    const value = decode(readJson(Buffer.from(JSON.stringify(body))), place)
    return place.problems[0] ? `${place.problems[0].path}: ${place.problems[0].text}` : value
  } catch (error) {
    if (error instanceof JsonError) return error.message
    throw error
  }
}

const refusalOf = (run: () => unknown): string => {
  try {
    run()
    return 'nothing'
  } catch (error) {
    return (error as Error).message
  }
}

test('who says nothing waits', () => {
  expect(snapshotParams('')).toEqual({ wait: true, checksum: undefined })
  expect(snapshotParams('wait=true&other=1')).toEqual({ wait: true, checksum: undefined })
  expect(snapshotParams(`wait=false&priority=no_sync&checksum=${sum}`)).toEqual({
    wait: false,
    checksum: sum,
  })
  const at = 'Deserialize error in query parameters: '
  expect(refusalOf(() => snapshotParams('wait=maybe'))).toBe(
    `${at}provided string was not \`true\` or \`false\``,
  )
  expect(refusalOf(() => snapshotParams('priority=x'))).toBe(
    `${at}unknown variant \`x\`, expected one of \`no_sync\`, \`snapshot\`, \`replica\``,
  )
  expect(refusalOf(() => snapshotParams('checksum=zz'))).toBe(
    'Validation error in query parameters: [checksum: Validation error: invalid_sha256_hash ' +
      '[{"length": Number(2), "value": String("zz"), "expected_length": Number(64)}]]',
  )
  expect(refusalOf(() => snapshotParams(`checksum=${'z'.repeat(64)}`))).toContain('invalid characters')
})

test('a collection is recovered from a URL, a shard from a name too', () => {
  const location = 'https://host/file'
  expect(read(recoverBody, { location, priority: 'replica', checksum: sum, api_key: 'k' })).toEqual({
    location: { kind: 'url', url: location },
    checksum: sum,
    apiKey: 'k',
  })
  expect(read(recoverBody, {})).toBe('missing field `location`')
  expect(read(recoverBody, { location: 'file' })).toBe('relative URL without a base: "file"')
  expect(read(recoverBody, { location, priority: 'x' })).toBe(
    'unknown variant `x`, expected one of `no_sync`, `snapshot`, `replica`',
  )
  expect(read(recoverBody, { location, checksum: 'x' })).toStartWith(
    'checksum: Validation error: invalid_sha256_hash',
  )
  expect(read(recoverShardBody, { location: 'file' })).toMatchObject({
    location: { kind: 'name', name: 'file' },
  })
  expect(read(recoverShardBody, { location })).toMatchObject({ location: { kind: 'url', url: location } })
})

test('the number of a shard is a u32', () => {
  expect([shardParam('0'), shardParam('4294967295')]).toEqual([0, 4294967295])
  for (const wrong of ['x', '-1', '4294967296', '1.5', '']) {
    expect(refusalOf(() => shardParam(wrong))).toBe(
      `Deserialize error in path parameters: can not parse ${JSON.stringify(wrong)} to a u32`,
    )
  }
})

test('a snapshot is shown with its time in UTC, without a zone', () => {
  const show = (checksum: string | undefined): unknown => {
    const writer = new JsonWriter()
    writeSnapshot(writer, {
      name: 'a"b',
      createdMs: Date.UTC(2026, 0, 31, 10, 11, 12),
      sizeBytes: 5,
      checksum,
    })
    return JSON.parse(Buffer.from(writer.finish()).toString())
  }
  const common = { name: 'a"b', creation_time: '2026-01-31T10:11:12', size: 5 }
  expect(show(sum)).toEqual({ ...common, checksum: sum })
  expect(show(undefined)).toEqual({ ...common, checksum: null })
})
