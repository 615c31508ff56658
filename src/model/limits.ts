/** Bounds and defaults that both protocols check and use alike. */

/** Numbers in one row of a dense vector or a multivector. */
export const vectorSizeMax = 65_536
/** Numbers in all rows of a multivector together stay below it. */
export const multiVectorValuesMax = 1_048_576
/** Points that maximal marginal relevance chooses from. */
export const mmrCandidatesMax = 16_384
/** The rank constant of reciprocal rank fusion when none is given. */
export const defaultRrfK = 2
/** Points that a query gives when it does not say how many. */
export const defaultQueryLimit = 10
