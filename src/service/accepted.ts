/** The answer to a request of which the caller may not have waited for the end. */
export type Accepted<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'accepted' }

/**
 * The end of a work, or at once when nobody waits for it. What fails then is told by who does the work, in the
 * log, because the caller has gone.
 */
export async function settled<T>(work: Promise<T>, wait: boolean): Promise<Accepted<T>> {
  if (wait) return { kind: 'done', value: await work }
  work.catch(() => {})
  return { kind: 'accepted' }
}
