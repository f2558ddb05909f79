import {
  aBoolean,
  anObject,
  type OptionRule,
  optionsObject,
  required,
} from '../../services/options/option-rules.ts'
import { aTime, epochMs, isoSeconds, type TimeInput } from './event-time.ts'

/** A tumbling window of a stream, to which a function adds up records. */
export interface TumblingWindowInput {
  /** The start of the window. */
  readonly start: TimeInput
  /** The end of the window. */
  readonly end: TimeInput
  /** What the invocation before returned. @defaultValue empty */
  readonly state?: Readonly<Record<string, unknown>> | undefined
  /** Whether this is the last invocation of the window. @defaultValue false */
  readonly isFinalInvokeForWindow?: boolean | undefined
  /** Whether the window ended because its state is too large. @defaultValue false */
  readonly isWindowTerminatedEarly?: boolean | undefined
}

export const windowRules: OptionRule = optionsObject({
  start: required(aTime),
  end: required(aTime),
  state: anObject,
  isFinalInvokeForWindow: aBoolean,
  isWindowTerminatedEarly: aBoolean,
})

/** What the event of a window has beside its records. */
export interface TumblingWindow {
  /** The start and the end of the window, as ISO strings. */
  readonly window: { start: string; end: string }
  /** What the invocation before returned as `state`; empty in the first one of the window. */
  // As `@types/aws-lambda` declares it.
  // biome-ignore lint/suspicious/noExplicitAny: a function's own state
  readonly state: { [key: string]: any }
  /** The shard that the window belongs to. Each shard has windows of its own. */
  readonly shardId: string
  /** The ARN of the stream. */
  readonly eventSourceARN: string
  /** Whether this is the last invocation of the window. */
  readonly isFinalInvokeForWindow: boolean
  /** Whether the window ended because its state is over 1 MB. */
  readonly isWindowTerminatedEarly: boolean
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html */
export function tumblingWindow(
  input: TumblingWindowInput,
  { shardId, eventSourceARN }: Pick<TumblingWindow, 'shardId' | 'eventSourceARN'>,
): TumblingWindow {
  return {
    window: { start: isoSeconds(epochMs(input.start)), end: isoSeconds(epochMs(input.end)) },
    state: { ...input.state },
    shardId,
    eventSourceARN,
    isFinalInvokeForWindow: input.isFinalInvokeForWindow ?? false,
    isWindowTerminatedEarly: input.isWindowTerminatedEarly ?? false,
  }
}
