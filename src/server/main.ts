import { version } from '#base/version.ts'
import { LogControl, type LogSettings } from '#telemetry/log-control.ts'
import { createLogger, describeError, type Logger } from '#telemetry/logger.ts'
import { type CommandLine, readCommandLine } from './command-line.ts'
import { type LoadedConfig, layConfig, resolveConfig } from './config.ts'
import { readEnvironmentLayer, readFileLayer, readOpenTelemetryLayer } from './config-layers.ts'
import { showConfig } from './config-show.ts'
import { exitCode, StartError } from './exit-code.ts'
import { type Node, startNode } from './node.ts'
import type { RestoreRequest } from './restore-offline.ts'
import { ServiceManager } from './service-manager.ts'
import { backUpStorage, restoreStorageFrom, verifyStorage } from './storage-commands.ts'

/** Milliseconds from the signal to the end of the process at the latest. */
const stopMsMax = 9500
/** A terminal and npm both pass Ctrl-C on: signals that come together are one. */
const sameSignalMs = 300

async function main(): Promise<void> {
  const commandLine = readCommandLine(process.argv.slice(2))
  if (!commandLine) return
  if (commandLine.command === 'print') {
    process.stdout.write(commandLine.text)
    return
  }
  const loaded = await loadConfig(commandLine)
  switch (commandLine.command) {
    case 'serve':
      return serve(loaded, commandLine.restore)
    case 'config show':
      process.stdout.write(showConfig(loaded))
      return
    case 'config check':
      resolveConfig(loaded.values)
      for (const warning of loaded.warnings) printLine(`not used: ${warning}`)
      for (const { path, source } of loaded.withoutEffect) printLine(`${path} (${source}) has no effect`)
      printLine('the configuration is valid')
      return
    case 'backup':
      return backUpStorage(resolveConfig(loaded.values), commandLine.path, printLine)
    case 'restore': {
      const { path, force } = commandLine
      return restoreStorageFrom(resolveConfig(loaded.values), path, force, printLine)
    }
    case 'verify':
      process.exitCode = verifyStorage(resolveConfig(loaded.values), printLine)
  }
}

const printLine = (line: string): void => void process.stdout.write(`${line}\n`)

async function loadConfig(commandLine: CommandLine): Promise<LoadedConfig> {
  return layConfig([
    ...(await readFileLayer(commandLine.configPath)),
    ...readOpenTelemetryLayer(process.env),
    ...readEnvironmentLayer(process.env),
    ...commandLine.settings,
  ])
}

async function serve(loaded: LoadedConfig, restore: RestoreRequest): Promise<void> {
  const config = resolveConfig(loaded.values)
  const log = openLog(config.log)
  const logger = createLogger({ thread: 'main', level: log.threshold, write: log.print })
  const fail = (error: unknown): void => {
    logger.error('an unexpected error ends the process', { error })
    process.exit(exitCode.failure)
  }
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  for (const warning of loaded.warnings) logger.warn(`not used: ${warning}`)
  if (loaded.withoutEffect.length > 0) {
    const keys = loaded.withoutEffect.map((setting) => setting.path).join(', ')
    logger.warn('these keys of the configuration have no effect in this version', { keys })
  }
  const manager = new ServiceManager(process.env, process.pid)
  const node = await startNode({
    config,
    restore,
    logger,
    log,
    onThreadDeath: (name, error) => {
      logger.error(`the ${name} thread ended, so the process ends`, { error })
      process.exit(exitCode.threadDied)
    },
  })
  stopOnSignals(node, manager, logger)
  announce(node, logger)
  manager.ready(`serving on ${node.address.host}`, () => node.isAlive())
}

function openLog(settings: LogSettings): LogControl {
  try {
    return new LogControl(settings)
  } catch (error) {
    const { message } = error as Error
    throw new StartError(exitCode.configuration, `the log file cannot be opened: ${message}`, error)
  }
}

function announce(node: Node, logger: Logger): void {
  const { host, httpPort, grpcPort, metricsPort } = node.address
  logger.info(`Quiver ${version} is ready`, {
    http: `${host}:${httpPort}`,
    ...(grpcPort === undefined ? {} : { grpc: `${host}:${grpcPort}` }),
    ...(metricsPort === undefined ? {} : { metrics: `${host}:${metricsPort}` }),
    pid: process.pid,
    ms: Math.round(performance.now()),
  })
}

/** The first signal drains, a later one ends at once. */
function stopOnSignals(node: Node, manager: ServiceManager, logger: Logger): void {
  let firstMs: number | undefined
  const stop = (signal: string): void => {
    if (firstMs !== undefined) {
      if (performance.now() - firstMs < sameSignalMs) return
      logger.warn(`second ${signal}: ending at once`)
      process.exit(exitCode.forced)
    }
    firstMs = performance.now()
    manager.stopping()
    logger.info(`${signal}: finishing the requests in flight`)
    setTimeout(() => {
      logger.error('requests in flight did not finish in time')
      process.exit(exitCode.forced)
    }, stopMsMax)
    node.drain().then(
      () => {
        logger.info('stopped')
        process.exit(exitCode.ok)
      },
      (error: unknown) => {
        logger.error('stopping failed', { error })
        process.exit(exitCode.failure)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

main().catch((error: unknown) => {
  const expected = error instanceof StartError
  process.stderr.write(`quiver: ${expected ? error.message : describeError(error)}\n`)
  process.exit(expected ? error.code : exitCode.failure)
})
