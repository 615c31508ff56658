import { createSecretKey, type KeyObject } from 'node:crypto'
import { compactVerify, errors } from 'jose'
import type { RequestError } from '#model/errors.ts'
import { type Claims, readClaims } from './claims.ts'
import { shutOut } from './refusals.ts'

/** Seconds that clocks may differ. */
const leewaySec = 30
/** Tokens that are remembered, so that each call need not verify its own again. */
const rememberedMax = 1000

/** Reads tokens (JWT, signed with HMAC and SHA-256) that were signed with one secret. */
export class TokenReader {
  readonly #key: KeyObject
  readonly #nowSec: () => number
  /** Signed rightly and understood; the oldest first. */
  readonly #known = new Map<string, Claims>()

  constructor(secret: string, nowSec: () => number = () => Math.floor(Date.now() / 1000)) {
    this.#key = createSecretKey(Buffer.from(secret))
    this.#nowSec = nowSec
  }

  /**
   * The claims of a token; undefined: it is none, or says what is not understood. Throws `permission-denied`
   * when it has expired or somebody else has signed it, `unauthenticated` when its claims cannot hold.
   */
  async read(token: string): Promise<Claims | undefined> {
    const claims = this.#known.get(token) ?? (await this.#verify(token))
    if (claims?.expiresSec !== undefined && claims.expiresSec < this.#nowSec() - leewaySec) {
      this.#known.delete(token)
      throw shutOut('ExpiredSignature')
    }
    return claims
  }

  async #verify(token: string): Promise<Claims | undefined> {
    let content: Uint8Array
    try {
      content = (await compactVerify(token, this.#key, { algorithms: ['HS256'] })).payload
    } catch (error) {
      return refuse(error)
    }
    const claims = readClaims(content)
    if (claims) this.#remember(token, claims)
    return claims
  }

  #remember(token: string, claims: Claims): void {
    const [oldest] = this.#known.keys()
    if (this.#known.size >= rememberedMax && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(token, claims)
  }
}

function refuse(error: unknown): undefined {
  if (error instanceof errors.JWSSignatureVerificationFailed) throw shutOut('InvalidSignature')
  // Whatever else: the text is not a token of the kind that is understood.
  if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
  throw error
}

/** The claims by the first secret that fits; else the first refusal, if any. */
export async function readToken(readers: readonly TokenReader[], token: string): Promise<Claims | undefined> {
  let refusal: RequestError | undefined
  for (const reader of readers) {
    try {
      const claims = await reader.read(token)
      if (claims) return claims
    } catch (error) {
      refusal ??= error as RequestError
    }
  }
  if (refusal) throw refusal
  return undefined
}
