import { SignJWT, UnsecuredJWT } from 'jose'

/** The keys that the server of the access tests knows. */
export const keys = {
  apiKey: 'full access, 1',
  altApiKey: 'full access, 2',
  readOnlyApiKey: 'only reading',
} as const

/** What a caller sends to say who he is. */
export type CredentialHeaders = Readonly<Record<string, string>>

type Claims = Readonly<Record<string, unknown>>

/** A token with the claims, signed with the key. */
export async function signToken(
  claims: Claims,
  key: string = keys.apiKey,
  algorithm: 'HS256' | 'HS512' = 'HS256',
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: algorithm, typ: 'JWT' }).sign(Buffer.from(key))
}

const token = async (...signed: Parameters<typeof signToken>): Promise<CredentialHeaders> => ({
  authorization: `Bearer ${await signToken(...signed)}`,
})
const entry = (collection: string, access: string): Claims => ({ collection, access })
const inFuture = 4_000_000_000
const userExists = (collection: string, value: unknown): Claims => ({
  access: 'r',
  value_exists: { collection, matches: [{ key: 'name', value }] },
})

/**
 * Every kind of credential, good and bad, by a name. The collection `users` has a point named ann.
 * `nowSec`: seconds since the epoch.
 */
export async function allCredentials(nowSec: number): Promise<Readonly<Record<string, CredentialHeaders>>> {
  return {
    none: {},
    'an empty key': { 'api-key': '' },
    'a wrong key': { 'api-key': 'full access, 3' },
    'the key': { 'api-key': keys.apiKey },
    'the other key': { 'api-key': keys.altApiKey },
    'the key for reading': { 'api-key': keys.readOnlyApiKey },
    'the key as a bearer': { authorization: `Bearer ${keys.apiKey}` },
    'the key as a bearer, in lower case': { authorization: `bearer ${keys.apiKey}` },
    'a wrong key and the right bearer': { 'api-key': 'no', authorization: `Bearer ${keys.apiKey}` },
    'a token without claims': await token({}),
    'a token as a key': { 'api-key': await signToken({ access: 'r' }) },
    'a token by the other key': await token({ access: 'm' }, keys.altApiKey),
    'a token by the key for reading': await token({ access: 'r' }, keys.readOnlyApiKey),
    'a token by nobody': await token({ access: 'm' }, 'somebody'),
    'a token, not signed': { authorization: `Bearer ${new UnsecuredJWT({ access: 'm' }).encode()}` },
    'a token, signed otherwise': await token({ access: 'm' }, keys.apiKey, 'HS512'),
    'half a token': { authorization: `Bearer ${(await signToken({ access: 'm' })).replace(/\.[^.]*$/, '')}` },
    r: await token({ access: 'r' }),
    m: await token({ access: 'm', exp: inFuture, sub: 'me', subject: 'me too' }),
    'c:r': await token({ access: [entry('c', 'r')] }),
    'c:rw': await token({ access: [entry('c', 'rw')] }),
    'c:prw': await token({ access: [entry('c', 'prw')] }),
    'c:r d:r': await token({ access: [entry('c', 'r'), entry('d', 'r')] }),
    'users:rw': await token({ access: [entry('users', 'rw')] }),
    nothing: await token({ access: [] }),
    expired: await token({ access: 'm', exp: nowSec - 60 }),
    'expired just now': await token({ access: 'm', exp: nowSec - 5 }),
    'not valid yet': await token({ access: 'm', nbf: inFuture }),
    'expires never, by a wrong type': await token({ access: 'm', exp: 'never' }),
    'a wrong mode': await token({ access: [entry('c', 'm')] }),
    'a wrong access': await token({ access: 'w' }),
    'no access': await token({ access: null }),
    payload: await token({ access: [{ ...entry('c', 'r'), payload: { k: 'v' } }] }),
    'no payload': await token({ access: [{ ...entry('c', 'r'), payload: null }] }),
    twice: await token({ access: [entry('c', 'r'), entry('c', 'rw')] }),
    'ann exists': await token(userExists('users', 'ann')),
    'bob exists': await token(userExists('users', 'bob')),
    'ann exists elsewhere': await token(userExists('nowhere', 'ann')),
    'somebody like no value exists': await token(userExists('users', 1.5)),
  }
}
