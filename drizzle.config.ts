import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: './src/storage/catalog-schema.ts',
  out: './src/storage/catalog-migrations',
})
