import { afterAll } from 'bun:test'
import { removeExecutable } from './executable.ts'

/** Runs once, after the last test file. */
afterAll(removeExecutable)
