import { expect, test } from 'bun:test'
import { SignJWT } from 'jose'
import { RequestError } from '#model/errors.ts'
import { readToken, TokenReader } from './tokens.ts'

const startSec = 1_000_000
const sign = (claims: Record<string, unknown>, secret: string): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret))

async function refusalOf(reading: Promise<unknown>): Promise<string> {
  try {
    await reading
    return 'none'
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    return `${error.kind}: ${error.message}`
  }
}

test('a token expires, also one that has been seen, half a minute late', async () => {
  let nowSec = startSec
  const reader = new TokenReader('secret', () => nowSec)
  const token = await sign({ exp: startSec + 100 }, 'secret')
  expect(await reader.read(token)).toMatchObject({ expiresSec: startSec + 100 })
  nowSec = startSec + 130
  expect(await reader.read(token)).toBeDefined()
  nowSec++
  expect(await refusalOf(reader.read(token))).toBe('permission-denied: ExpiredSignature')
})

test('the first secret that fits counts, else the first refusal', async () => {
  const readers = [new TokenReader('one', () => startSec), new TokenReader('two', () => startSec)]
  expect(await readToken(readers, await sign({}, 'two'))).toBeDefined()
  const expired = await sign({ exp: startSec - 100 }, 'two')
  expect(await refusalOf(readToken(readers, expired))).toBe('permission-denied: InvalidSignature')
  const expiredFirst = await sign({ exp: startSec - 100 }, 'one')
  expect(await refusalOf(readToken(readers, expiredFirst))).toBe('permission-denied: ExpiredSignature')
  expect(await readToken(readers, 'no token')).toBeUndefined()
})

test('more tokens than are remembered are all read', async () => {
  const reader = new TokenReader('secret')
  const first = await sign({ subject: 'first' }, 'secret')
  await reader.read(first)
  const others = await Promise.all(
    Array.from({ length: 1100 }, (_, index) => sign({ subject: `${index}` }, 'secret')),
  )
  for (const token of others) expect(await reader.read(token)).toBeDefined()
  expect(await reader.read(first)).toBeDefined()
})
