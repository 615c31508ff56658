import type { WriterControlCalls } from './contracts.ts'
import { joinMain } from './thread.ts'

joinMain<WriterControlCalls>({
  create: async () => {},
  reconfigure: async () => undefined,
  drop: async () => {},
  drain: async () => {},
})
