/**
 * The entries of all threads but the main one. They stand in this folder beside `main.ts`, because in the
 * executable `import.meta.url` is the folder that all entries share. `build.ts` lists the same files.
 */
export const workerEntries = {
  writer: new URL('./writer-worker.ts', import.meta.url),
  optimizer: new URL('./optimizer-worker.ts', import.meta.url),
  snapshots: new URL('./snapshot-worker.ts', import.meta.url),
  serve: new URL('./serve-worker.ts', import.meta.url),
} as const
