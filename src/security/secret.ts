import { hash, timingSafeEqual } from 'node:crypto'

/** A text of which only the digest is kept, so that nothing can print it. */
export class Secret {
  readonly #digest: Buffer

  constructor(text: string) {
    this.#digest = hash('sha256', text, 'buffer')
  }

  /** Takes the same time whatever is in which place. */
  equals(other: Secret): boolean {
    return timingSafeEqual(this.#digest, other.#digest)
  }
}
