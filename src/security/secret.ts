import { hash, timingSafeEqual } from 'node:crypto'

/** A key that others are compared with. It is kept as a digest, so nothing can print it. */
export class Secret {
  readonly #digest: Buffer

  constructor(text: string) {
    this.#digest = digestOf(text)
  }

  /** Takes equally long for every text of the same length. */
  equals(text: string): boolean {
    return timingSafeEqual(this.#digest, digestOf(text))
  }
}

function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
