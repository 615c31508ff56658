import { notFound } from '#model/errors.ts'
import type { Snapshots } from './snapshot-ports.ts'

const none = (): never => {
  throw notFound('there are no snapshots in this test')
}

/** For contexts that need no snapshots. */
export const noSnapshots: Snapshots = {
  create: async () => none(),
  list: async () => [],
  remove: async () => none(),
  find: async () => none(),
  recover: async () => none(),
  checkSource: none,
  uploadPath: async () => none(),
  discardUpload: async () => {},
}
