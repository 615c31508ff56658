import type { ThreadCalls } from './contracts.ts'
import { joinMain } from './thread.ts'

joinMain<ThreadCalls>({ drain: async () => {} })
