import type { EventBridgeEvent } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import { anything, listOf, nonEmptyString, type OptionRulesOf } from '../../services/options/option-rules.ts'
import { ACCOUNT_ID, REGION } from './aws-origin.ts'
import { derivedUuid } from './derived-ids.ts'
import { aTime, epochMs, isoSeconds, type TimeInput } from './event-time.ts'
import { fittingEvent, sizeLimits } from './size-limits.ts'

/** The input of {@link buildEventBridgeEvent}. Everything that is left out has a default. */
export interface EventBridgeInput<TDetailType extends string = string, TDetail = unknown> {
  /** The service or application that sent the event. @defaultValue `com.example.orders` */
  readonly source?: string | undefined
  /** The type of the event. @defaultValue `OrderPlaced` */
  readonly detailType?: TDetailType | undefined
  /** What happened: the data of the event. @defaultValue empty */
  readonly detail?: TDetail | undefined
  /** ARNs. @defaultValue none */
  readonly resources?: readonly string[] | undefined
  /** The time of the event. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: TimeInput | undefined
  /** The ID of the event. @defaultValue derived from time, source and type */
  readonly id?: string | undefined
  /** The ID of the account that sent the event. @defaultValue `123456789012` */
  readonly account?: string | undefined
  /** The region of the event bus. @defaultValue `us-east-1` */
  readonly region?: string | undefined
  /** The name of the replay, for an event that an archive sends again. @defaultValue absent */
  readonly replayName?: string | undefined
}

const rules: OptionRulesOf<EventBridgeInput> = {
  source: nonEmptyString,
  detailType: nonEmptyString,
  detail: anything,
  resources: listOf(nonEmptyString),
  time: aTime,
  id: nonEmptyString,
  account: nonEmptyString,
  region: nonEmptyString,
  replayName: nonEmptyString,
}

/**
 * An event of an event bus, as a rule passes it.
 *
 * @example
 * ```ts
 * const event = buildEventBridgeEvent({ detailType: 'OrderPlaced', detail: { orderId: '7' } })
 * ```
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 * @throws TypeError that names the option, or for an event over 1 MB
 */
export function buildEventBridgeEvent<TDetailType extends string = string, TDetail = unknown>(
  input: EventBridgeInput<TDetailType, TDetail> = {},
): EventBridgeEvent<TDetailType, TDetail> {
  checkOptions('buildEventBridgeEvent', input, rules)
  const { source = 'com.example.orders', replayName } = input
  const detailType = input.detailType ?? ('OrderPlaced' as TDetailType)
  const time = isoSeconds(epochMs(input.time))
  return fittingEvent(
    'buildEventBridgeEvent',
    {
      version: '0',
      id: input.id ?? derivedUuid(`event ${time} ${source} ${detailType}`),
      'detail-type': detailType,
      source,
      account: input.account ?? ACCOUNT_ID,
      time,
      region: input.region ?? REGION,
      resources: [...(input.resources ?? [])],
      detail: input.detail ?? ({} as TDetail),
      ...(replayName !== undefined && { 'replay-name': replayName }),
    },
    sizeLimits.eventBridgeEntry,
  )
}
