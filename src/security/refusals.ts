import { RequestError } from '#model/errors.ts'

/** Nobody knows who the caller is. */
export const unauthenticated = (text: string): RequestError => new RequestError('unauthenticated', text)
/** The caller is known, and may not come in. */
export const shutOut = (text: string): RequestError => new RequestError('permission-denied', text)
