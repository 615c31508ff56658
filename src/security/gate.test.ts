import { expect, test } from 'bun:test'
import { SignJWT } from 'jose'
import type { Filter } from '#model/filter.ts'
import { notFound, RequestError } from '#model/errors.ts'
import { type Access, fullAccess, readOnlyAccess } from './access.ts'
import { createGate, type Credentials, type Gate, type GateKeys, openGate } from './gate.ts'

const keys: GateKeys = {
  apiKey: 'full',
  altApiKey: 'other',
  readOnlyApiKey: 'reading',
  tokens: true,
}
const nobody: Credentials = { apiKey: undefined, authorization: undefined }
const withKey = (apiKey: string): Credentials => ({ apiKey, authorization: undefined })
const bearer = (token: string): Credentials => ({ apiKey: undefined, authorization: `Bearer ${token}` })
const sign = (claims: Record<string, unknown>, key = 'full'): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(key))

const noPoints = (): Promise<boolean> => Promise.reject(new Error('no points are looked for'))

/** What comes of it: the access, or kind and text of the refusal. */
async function outcome(
  credentials: Credentials,
  gate: Gate = createGate(keys, noPoints),
): Promise<Access | string> {
  try {
    return await gate.admit(credentials)
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    return `${error.kind}: ${error.message}`
  }
}

test('without keys everybody may do everything', async () => {
  const none = { apiKey: undefined, altApiKey: '', readOnlyApiKey: undefined, tokens: true }
  expect(createGate(none, noPoints)).toBe(openGate)
  expect(await openGate.admit(nobody)).toBe(fullAccess)
})

test('a key opens at once, by either header', () => {
  const gate = createGate(keys, noPoints)
  expect(gate.admit(withKey('full'))).toBe(fullAccess)
  expect(gate.admit(withKey('other'))).toBe(fullAccess)
  expect(gate.admit(bearer('reading'))).toBe(readOnlyAccess)
  expect(gate.admit({ apiKey: 'full', authorization: 'Bearer nonsense' })).toBe(fullAccess)
})

test('those without a right key are told what is missing', async () => {
  const missing = 'unauthenticated: Must provide an API key or an Authorization bearer token'
  const invalid = 'unauthenticated: Invalid API key or JWT'
  expect(await outcome(nobody)).toBe(missing)
  expect(await outcome({ apiKey: undefined, authorization: 'Basic full' })).toBe(missing)
  for (const wrong of ['', 'ful', 'full ', 'fulll', 'FULL', 'a.b', 'a.b.c', '...', '.', '\u0000']) {
    expect(await outcome(withKey(wrong))).toBe(invalid)
  }
})

test('tokens count only where they are switched on, and only by the keys that manage', async () => {
  const token = await sign({ access: 'r' })
  expect(await outcome(bearer(token))).toMatchObject(readOnlyAccess)
  const off = { ...keys, tokens: false }
  expect(await outcome(bearer(token), createGate(off, noPoints))).toStartWith('unauthenticated')
  const readOnly = { ...keys, apiKey: undefined, altApiKey: undefined }
  const byReader = await sign({ access: 'm' }, 'reading')
  expect(await outcome(bearer(byReader), createGate(readOnly, noPoints))).toStartWith('unauthenticated')
})

test('the access of a token is that of its claims', async () => {
  const of = async (access: unknown): Promise<unknown> => outcome(bearer(await sign({ access })))
  expect(await outcome(bearer(await sign({})))).toMatchObject(fullAccess)
  expect(await of('m')).toMatchObject(fullAccess)
  expect(
    await of([
      { collection: 'a', access: 'prw' },
      { collection: 'b', access: 'r', more: 1 },
    ]),
  ).toMatchObject({
    kind: 'collections',
    modes: new Map([
      ['a', 'prw'],
      ['b', 'r'],
    ]),
  })
})

test('the bearer of a token is who it says; keys have none', async () => {
  const withSubject = await sign({ access: 'r', subject: 'ann' })
  expect(await outcome(bearer(withSubject))).toEqual({ ...readOnlyAccess, bearer: { subject: 'ann' } })
  expect(await outcome(bearer(await sign({})))).toEqual({ ...fullAccess, bearer: { subject: undefined } })
})

test('what a token says must be understood in full', async () => {
  const single = { ...keys, altApiKey: undefined }
  const refused = [
    { access: null },
    { access: {} },
    { access: [{ collection: 'a' }] },
    { access: [{ collection: 'a', access: 'w' }] },
    { exp: 'soon' },
    { exp: -1 },
    { exp: 1.5 },
    { sub: 1 },
    { subject: {} },
    { value_exists: {} },
    { value_exists: { collection: 'a', matches: [{ key: 'a[', value: 1 }] } },
    { value_exists: { collection: 'a', matches: [{ key: 'a', value: 1.5 }] } },
  ]
  for (const claims of refused) {
    // The library that signs would refuse some of them itself.
    const header = Buffer.from('{"alg":"HS256"}').toString('base64url')
    const content = Buffer.from(JSON.stringify(claims)).toString('base64url')
    const signature = new Bun.CryptoHasher('sha256', 'full')
      .update(`${header}.${content}`)
      .digest('base64url')
    const token = `${header}.${content}.${signature}`
    expect([claims, await outcome(bearer(token), createGate(single, noPoints))]).toEqual([
      claims,
      'unauthenticated: Invalid API key or JWT',
    ])
  }
})

test('claims that contradict each other are told', async () => {
  const entry = { collection: 'a', access: 'r' }
  const token = await sign({ access: [{ ...entry, payload: {} }, entry] })
  expect(await outcome(bearer(token))).toBe(
    "unauthenticated: access[0].payload: The 'payload' constraint is deprecated and should not be used\n" +
      'access[1].collection: Collection name should be unique',
  )
})

test('a token that asks for a point is held against the points each time', async () => {
  const token = await sign({
    value_exists: {
      collection: 'users',
      matches: [
        { key: 'a.b', value: 5 },
        { key: 'c', value: 'x' },
      ],
    },
  })
  const asked: [string, Filter][] = []
  const answers: (boolean | Error)[] = [true, false, notFound('no such collection')]
  const gate = createGate(keys, async (collection, filter) => {
    asked.push([collection, filter])
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer ?? false
  })
  const text = 'Invalid JWT, stateful validation failed'
  expect(await gate.admit(bearer(token))).toMatchObject(fullAccess)
  expect(await outcome(bearer(token), gate)).toBe(`unauthenticated: ${text}`)
  expect(await outcome(bearer(token), gate)).toBe(`permission-denied: ${text}`)
  expect(asked).toHaveLength(3)
  const [collection, filter] = asked[0] ?? []
  expect(collection).toBe('users')
  expect(filter?.must.map((condition) => condition.kind === 'field' && condition.tests)).toEqual([
    [{ kind: 'match', value: 5n }],
    [{ kind: 'match', value: 'x' }],
  ])
})
