import type { Database } from 'bun:sqlite'
import start from './catalog-migrations/0000_start.sql' with { type: 'text' }

/** In order; the files are part of the executable. One that was released never changes. */
const migrations: readonly string[] = [start]

/** Brings the tables up to date. Throws when a newer version of the program made them. */
export function migrateCatalog(database: Database): void {
  const applied = database.query<{ user_version: number }, []>('PRAGMA user_version').get()?.user_version ?? 0
  if (applied > migrations.length) {
    throw new Error(
      `the catalog has format ${applied}, this version knows ${migrations.length}: a newer version wrote it`,
    )
  }
  migrations.slice(applied).forEach((sql, index) => {
    database.transaction(() => {
      database.run(sql.replaceAll('--> statement-breakpoint', ''))
      database.run(`PRAGMA user_version = ${applied + index + 1}`)
    })()
  })
}
