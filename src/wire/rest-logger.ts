import { badRequest } from '#model/errors.ts'
import type { LogFilePatch, LogSettings, LogSettingsPatch } from '#telemetry/log-control.ts'
import { bool, type Decode, Fields, oneOf, text } from './json-decode.ts'

const format = oneOf('LogFormat', ['text', 'json'] as const)

/**
 * A change of the log. Members that mean nothing here are let pass; the path of the file is for the
 * configuration only, so that nobody makes a server write to other files.
 */
export const logPatchBody: Decode<LogSettingsPatch> = (node, at) => {
  const fields = new Fields(node, at, 'LoggerConfig')
  return {
    level: fields.optional('log_level', text),
    format: fields.optional('format', format),
    file: fields.optional('on_disk', filePatch),
  }
}

const filePatch: Decode<LogFilePatch> = (node, at) => {
  const fields = new Fields(node, at, 'OnDiskLoggerConfig')
  if (fields.optional('log_file', text) !== undefined) {
    throw badRequest('the path of the log file can be set in the configuration only')
  }
  return {
    enabled: fields.optional('enabled', bool),
    level: fields.optional('log_level', text),
    format: fields.optional('format', format),
  }
}

/** The settings of the log as the API shows them. */
export function logSettingsJson({ level, format: ofLog, file }: LogSettings): object {
  return {
    log_level: level,
    span_events: null,
    format: ofLog,
    color: null,
    on_disk: {
      enabled: file.enabled,
      log_file: file.path,
      log_level: file.level ?? null,
      format: file.format,
      span_events: null,
      buffer_size_bytes: null,
    },
  }
}
