import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NotifySocket, socketAddress } from '#base/notify-socket.ts'
import { ServiceManager } from '#server/service-manager.ts'
import { NotifyReceiver } from '../support/notify-receiver.ts'
import { startServer } from '../support/server.ts'

setDefaultTimeout(30_000)
const folder = mkdtempSync(join(tmpdir(), 'quiver-notify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const onLinux = test.if(process.platform === 'linux')

test('addresses are paths or names', () => {
  expect(socketAddress('/a')).toEqual(Buffer.from([1, 0, 47, 97, 0]))
  expect(socketAddress('@a')).toEqual(Buffer.from([1, 0, 0, 97]))
  for (const wrong of ['', '/', 'a', 'vsock:2:3', `/${'a'.repeat(107)}`]) {
    expect(socketAddress(wrong)).toBeUndefined()
  }
})

onLinux('nobody need listen', () => {
  expect(NotifySocket.open(join(folder, 'nobody'))?.send('READY=1')).toBe(false)
  expect(NotifySocket.open('somewhere')).toBeUndefined()
  new ServiceManager({}, 1).stopping()
})

onLinux('a server tells when it is ready, that it is alive, and when it stops', async () => {
  const receiver = new NotifyReceiver(join(folder, 'server'))
  const env = { NOTIFY_SOCKET: receiver.path, WATCHDOG_USEC: '60000' }
  const server = await startServer({ env, args: ['--serve-threads', '2'] })
  expect(await receiver.next('READY=1')).toContain('STATUS=serving on 127.0.0.1')
  expect(await receiver.next('WATCHDOG=1')).toBe('WATCHDOG=1\n')
  expect(await server.stop()).toBe(0)
  await receiver.next('STOPPING=1')
})

onLinux('the watchdog is fed by who answers, and only in the process that it watches', async () => {
  const receiver = new NotifyReceiver(`@quiver-test-${process.pid}`)
  const env = { NOTIFY_SOCKET: receiver.path, WATCHDOG_USEC: '30000', WATCHDOG_PID: '7' }
  const other = new ServiceManager(env, 8)
  let asked = 0
  other.ready('other', async () => void asked++)
  const failing = new ServiceManager(env, 7)
  const askedThrice = Promise.withResolvers<void>()
  failing.ready('failing', async () => {
    if (++asked === 3) askedThrice.resolve()
    throw new Error('a thread is gone')
  })
  await askedThrice.promise
  failing.stopping()
  expect(receiver.poll()).toBe('READY=1\nSTATUS=other\n')
  expect(receiver.poll()).toBe('READY=1\nSTATUS=failing\n')
  expect(receiver.poll()).toStartWith('STOPPING=1\n')
  expect(receiver.poll()).toBeUndefined()
})

const unit = readFileSync(join(import.meta.dirname, '../../packaging/quiver.service'), 'utf8')

test('the unit gives the server what it needs', () => {
  const keys = new Map(
    unit.split('\n').map((line) => [line.split('=')[0] ?? '', line.split('=').slice(1).join('=')]),
  )
  expect(keys.get('Type')).toBe('notify')
  // The server gives up after 9.5 s by itself.
  expect(Number(keys.get('TimeoutStopSec'))).toBeGreaterThan(10)
  expect(keys.get('WorkingDirectory')).toBe(`/var/lib/${keys.get('StateDirectory')}`)
  expect(keys.has('MemoryDenyWriteExecute')).toBe(false)
})
