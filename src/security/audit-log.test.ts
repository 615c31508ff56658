import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditQuery } from '#model/audit-query.ts'
import { fullAccess } from './access.ts'
import { admit } from './admit.ts'
import { AuditLog, type AuditSettings, type Caller } from './audit-log.ts'
import { auditBytes } from './audit-files.ts'
import { readAuditLog } from './audit-reader.ts'
import { createGate, type GateKeys, openGate } from './gate.ts'

const root = mkdtempSync(join(tmpdir(), 'quiver-audit-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function settingsIn(folder: string, other: Partial<AuditSettings> = {}): AuditSettings {
  const path = mkdtempSync(join(root, folder))
  return { folder: path, rotation: 'daily', filesMax: 7, trustsForwarded: false, tellsApi: true, ...other }
}

const fail = (error: unknown): never => {
  throw error
}
const caller: Caller = {
  authType: 'ApiKey',
  subject: undefined,
  remote: '10.0.0.1',
  api: '/qdrant.Points/Upsert',
  tracingId: 'trace-1',
}
const allowed = { method: 'points.Upsert', collection: 'c', error: undefined }
const everything: AuditQuery = { fromMs: undefined, toMs: undefined, limit: 100, filters: new Map() }

test('a decision is one line of JSON, without what is not known', () => {
  const settings = settingsIn('line-')
  const log = new AuditLog(settings, { nowMs: () => Date.UTC(2026, 0, 31, 10, 11, 12, 5), onFailure: fail })
  log.note(caller, allowed)
  log.note({ ...caller, tracingId: undefined }, { ...allowed, collection: 'a\n"b', error: 'Forbidden: no' })
  const [first, second, end] = readFileSync(join(settings.folder, 'audit.2026-01-31.log'), 'utf8').split('\n')
  expect(first).toBe(
    '{"timestamp":"2026-01-31T10:11:12.005Z","method":"points.Upsert","api":"/qdrant.Points/Upsert",' +
      '"auth_type":"ApiKey","remote":"10.0.0.1","collection":"c","tracing_id":"trace-1","result":"ok"}',
  )
  expect(JSON.parse(second ?? '')).toMatchObject({
    collection: 'a\n"b',
    result: 'denied',
    error: 'Forbidden: no',
  })
  expect(end).toBe('')
  expect(statSync(join(settings.folder, 'audit.2026-01-31.log')).mode & 0o077).toBe(0)
})

test('without log_api the path is told only of those who were not let in', () => {
  const settings = settingsIn('path-', { tellsApi: false })
  const log = new AuditLog(settings, { nowMs: () => 0, onFailure: fail })
  log.note(caller, allowed)
  log.note(caller, { method: undefined, collection: undefined, error: 'Invalid API key or JWT' })
  const lines = readFileSync(join(settings.folder, 'audit.1970-01-01.log'), 'utf8').trim().split('\n')
  expect(lines.map((line) => 'api' in JSON.parse(line))).toEqual([false, true])
})

test('texts of clients are cut', () => {
  const settings = settingsIn('cut-')
  const log = new AuditLog(settings, { nowMs: () => 0, onFailure: fail })
  log.note({ ...caller, api: 'p'.repeat(5000) }, { ...allowed, collection: 'c'.repeat(100_000) })
  expect(auditBytes(settings.folder)).toBeLessThan(3000)
})

test('files begin with hours or days, and old ones go', () => {
  const hourMs = 3_600_000
  for (const [rotation, names] of [
    ['hourly', ['audit.2026-02-28-23.log', 'audit.2026-03-01-00.log']],
    ['daily', ['audit.2026-02-28.log', 'audit.2026-03-01.log']],
  ] as const) {
    const settings = settingsIn('rotate-', { rotation, filesMax: 2 })
    writeFileSync(join(settings.folder, 'audit.2025-12-31.log'), '')
    writeFileSync(join(settings.folder, 'audit.notes.log'), 'not one of ours')
    let nowMs = Date.UTC(2026, 1, 28, 22, 59, 59)
    const log = new AuditLog(settings, { nowMs: () => nowMs, onFailure: fail })
    for (let hour = 0; hour < 3; hour++, nowMs += hourMs) log.note(caller, allowed)
    expect(readdirSync(settings.folder).toSorted()).toEqual([...names, 'audit.notes.log'])
  }
})

test('threads append to one file, and the youngest records are found first', async () => {
  const settings = settingsIn('read-', { rotation: 'hourly' })
  let nowMs = Date.UTC(2026, 0, 1)
  const threads = Array.from(
    { length: 3 },
    () => new AuditLog(settings, { nowMs: () => nowMs, onFailure: fail }),
  )
  const count = 100
  for (let at = 0; at < count; at++, nowMs += 120_000) {
    threads[at % 3]?.note(caller, { method: `m${at}`, collection: at % 2 ? 'odd' : 'even', error: undefined })
  }
  writeFileSync(join(settings.folder, 'audit.2026-01-01-01.log'), '{"timestamp":"2026-', { flag: 'a' })
  const methods = async (query: Partial<AuditQuery>): Promise<(string | undefined)[]> =>
    (await readAuditLog(settings.folder, { ...everything, ...query })).map(({ method }) => method)
  const all = Array.from({ length: count }, (_, at) => `m${count - 1 - at}`)
  expect(await methods({})).toEqual(all)
  expect(await methods({ limit: 7 })).toEqual(all.slice(0, 7))
  const odd = new Map([['collection', 'odd']])
  expect(await methods({ limit: 31, filters: odd })).toEqual(all.filter((_, at) => at % 2 === 0).slice(0, 31))
  const from = Date.UTC(2026, 0, 1) + 10 * 120_000
  expect(await methods({ fromMs: from, toMs: from + 40 * 120_000 })).toEqual(all.slice(50, 90))
  expect(await methods({ filters: new Map([['result', 'denied']]) })).toEqual([])
})

test('what cannot be written is told, and stops nobody', () => {
  const settings = settingsIn('full-')
  const failures: unknown[] = []
  let nowMs = 0
  const log = new AuditLog(settings, { nowMs: () => nowMs, onFailure: (error) => failures.push(error) })
  rmSync(settings.folder, { recursive: true })
  nowMs = 86_400_000
  log.note(caller, allowed)
  expect(failures).toHaveLength(1)
})

const keys: GateKeys = { apiKey: 'secret', altApiKey: undefined, readOnlyApiKey: undefined, tokens: true }

function callWith(headers: Readonly<Record<string, string>>) {
  return { header: (name: string) => headers[name], remote: '10.0.0.9', api: '/collections' }
}

test('who calls is told by kind of credential, address and trace, and never with a secret', async () => {
  const settings = settingsIn('admit-')
  const audit = new AuditLog(settings, { onFailure: fail })
  const gate = createGate(keys, async () => true)
  const known = await admit({ gate, audit }, callWith({ 'api-key': 'secret', traceparent: 't'.repeat(300) }))
  expect(known).toEqual({
    access: fullAccess,
    caller: {
      authType: 'ApiKey',
      subject: undefined,
      remote: '10.0.0.9',
      api: '/collections',
      tracingId: 't'.repeat(256),
    },
  })
  expect(await admit({ gate: openGate, audit }, callWith({ 'api-key': 'secret' }))).toMatchObject({
    caller: { authType: 'None' },
  })
  expect(await admit({ gate }, callWith({ 'api-key': 'secret' }))).toEqual({ access: fullAccess })
  const forwarded = { 'api-key': 'secret', 'x-forwarded-for': ' 1.2.3.4 , 5.6.7.8' }
  expect(await admit({ gate, audit }, callWith(forwarded))).toMatchObject({ caller: { remote: '10.0.0.9' } })
  const trusting = new AuditLog({ ...settings, trustsForwarded: true }, { onFailure: fail })
  expect(await admit({ gate, audit: trusting }, callWith(forwarded))).toMatchObject({
    caller: { remote: '1.2.3.4' },
  })
  for (const wrong of ['wrong secret', 'a.b.c']) {
    const refused = async () => admit({ gate, audit }, callWith({ 'api-key': wrong }))
    expect(await refused().catch((error: Error) => error.message)).toBe('Invalid API key or JWT')
  }
  const records = await readAuditLog(settings.folder, everything)
  expect(records).toHaveLength(2)
  expect(records[0]).toMatchObject({ auth_type: 'None', api: '/collections', result: 'denied' })
  expect(JSON.stringify(records)).not.toContain('secret')
})
