/**
 * A parsed payload path such as `a.b[].c` or `"odd key"[0]`. The printed form is canonical: two paths
 * are the same exactly when their `text` is.
 */
export interface PayloadPath {
  /** Canonical text: keys quoted only where they must be. */
  readonly text: string
  /** The first step is always a key. */
  readonly steps: readonly PayloadPathStep[]
}
export type PayloadPathStep =
  | { readonly kind: 'key'; readonly key: string }
  /** One element of an array. */
  | { readonly kind: 'index'; readonly index: number }
  /** Every element of an array: `[]`. */
  | { readonly kind: 'all' }
