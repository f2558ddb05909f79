import type { EventBridgeEvent } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import { nonEmptyString, type OptionRulesOf } from '../../services/options/option-rules.ts'
import { ACCOUNT_ID, REGION } from './aws-origin.ts'
import { aTime, type TimeInput } from './event-time.ts'
import { buildEventBridgeEvent } from './eventbridge.ts'

/** The input of {@link buildSchedulerEvent}. Everything that is left out has a default. */
export interface SchedulerInput {
  /** The name of the schedule. @defaultValue `nightly` */
  readonly scheduleName?: string | undefined
  /** The name of the schedule group. @defaultValue `default` */
  readonly groupName?: string | undefined
  /** The time of the event. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: TimeInput | undefined
  /** The ID of the event. @defaultValue derived from time and schedule */
  readonly id?: string | undefined
}

const rules: OptionRulesOf<SchedulerInput> = {
  scheduleName: nonEmptyString,
  groupName: nonEmptyString,
  time: aTime,
  id: nonEmptyString,
}

/**
 * What EventBridge Scheduler sends to a function whose schedule has no input of its own; with one, the event
 * is that input. Unlike an event of a rule, its `detail` is text.
 *
 * @example
 * ```ts
 * const event = buildSchedulerEvent({ scheduleName: 'nightly' })
 * ```
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
 * @throws TypeError that names the option
 */
export function buildSchedulerEvent(input: SchedulerInput = {}): EventBridgeEvent<'Scheduled Event', '{}'> {
  checkOptions('buildSchedulerEvent', input, rules)
  const { scheduleName = 'nightly', groupName = 'default', time, id } = input
  return buildEventBridgeEvent({
    source: 'aws.scheduler',
    detailType: 'Scheduled Event',
    detail: '{}',
    resources: [`arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/${groupName}/${scheduleName}`],
    time,
    id,
  })
}
