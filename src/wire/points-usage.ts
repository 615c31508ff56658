import type { HardwareUsage } from '#base/hardware-usage.ts'
import { delimitedBytes, type ProtoWriter, textBytes, varintBytes } from './proto-writer.ts'

/** What every response of the Points service tells besides its result. */
export interface ResponseMeta {
  /** Seconds that the request took. */
  readonly time: number
  /** Left out when undefined. */
  readonly usage?: Usage | undefined
}

export interface Usage {
  readonly hardware?: Readonly<HardwareUsage> | undefined
  /** Tokens by name of the model. */
  readonly inference?: ReadonlyMap<string, number> | undefined
}

export function metaBytes({ time, usage }: ResponseMeta): number {
  return (time === 0 ? 0 : 9) + (usage === undefined ? 0 : delimitedBytes(usageBytes(usage)))
}

/** `time` is the field of the given number, `usage` the next one. */
export function writeMeta(writer: ProtoWriter, { time, usage }: ResponseMeta, timeField = 2): void {
  if (time !== 0) {
    writer.byte((timeField << 3) | 1)
    writer.double(time)
  }
  if (usage === undefined) return
  writer.byte(((timeField + 1) << 3) | 2)
  writer.varint(usageBytes(usage))
  writeUsage(writer, usage)
}

function countersOf(hardware: Readonly<HardwareUsage>): readonly number[] {
  return [
    hardware.cpu,
    hardware.payloadIoRead,
    hardware.payloadIoWrite,
    hardware.payloadIndexIoRead,
    hardware.payloadIndexIoWrite,
    hardware.vectorIoRead,
    hardware.vectorIoWrite,
  ]
}

function countersBytes(counters: readonly number[]): number {
  let size = 0
  for (const counter of counters) size += counter === 0 ? 0 : 1 + varintBytes(counter)
  return size
}

/** A counter field; absent when zero. */
export function writeCounter(writer: ProtoWriter, field: number, value: number): void {
  if (value === 0) return
  writer.byte(field << 3)
  writer.varint(value)
}

function usageBytes({ hardware, inference }: Usage): number {
  const hardwareSize = hardware === undefined ? 0 : delimitedBytes(countersBytes(countersOf(hardware)))
  return hardwareSize + (inference === undefined ? 0 : delimitedBytes(inferenceBytes(inference)))
}

function writeUsage(writer: ProtoWriter, { hardware, inference }: Usage): void {
  if (hardware !== undefined) {
    const counters = countersOf(hardware)
    writer.byte(0x0a)
    writer.varint(countersBytes(counters))
    counters.forEach((counter, index) => writeCounter(writer, index + 1, counter))
  }
  if (inference !== undefined) {
    writer.byte(0x12)
    writer.varint(inferenceBytes(inference))
    for (const [model, tokens] of inference) writeModel(writer, model, tokens)
  }
}

function inferenceBytes(inference: ReadonlyMap<string, number>): number {
  let size = 0
  for (const [model, tokens] of inference) size += delimitedBytes(modelBytes(model, tokens))
  return size
}

function modelBytes(model: string, tokens: number): number {
  return delimitedBytes(textBytes(model)) + delimitedBytes(countersBytes([tokens]))
}

function writeModel(writer: ProtoWriter, model: string, tokens: number): void {
  writer.byte(0x0a)
  writer.varint(modelBytes(model, tokens))
  writer.byte(0x0a)
  writer.text(model, textBytes(model))
  writer.byte(0x12)
  writer.varint(countersBytes([tokens]))
  writeCounter(writer, 1, tokens)
}
