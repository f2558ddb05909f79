import { checkOptions } from '../../services/options/check-options.ts'
import { anObject, nonEmptyString, type OptionRulesOf } from '../../services/options/option-rules.ts'
import { derivedHex } from './derived-ids.ts'
import { fittingEvent } from './size-limits.ts'

/** The input of {@link buildStepFunctionsTaskEvent}. Everything that is left out has a default. */
export interface StepFunctionsTaskInput<TPayload extends object = object> {
  /** The other members of the state's `Payload`. @defaultValue none */
  readonly payload?: TPayload | undefined
  /** The token with which the task is reported as done. @defaultValue one that is derived from the payload */
  readonly taskToken?: string | undefined
}

const rules: OptionRulesOf<StepFunctionsTaskInput> = { payload: anObject, taskToken: nonEmptyString }

/**
 * What a state of Step Functions with `.waitForTaskToken` passes to its function: the `Payload` of its
 * definition. There, `"taskToken.$": "$$.Task.Token"` or `"{% $states.context.Task.Token %}"` puts the token.
 *
 * @example
 * ```ts
 * const event = buildStepFunctionsTaskEvent({ payload: { orderId: '7' } })
 * ```
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
 * @throws TypeError that names the option, or for an event over 6 MB
 */
export function buildStepFunctionsTaskEvent<TPayload extends object = object>(
  input: StepFunctionsTaskInput<TPayload> = {},
): TPayload & { readonly taskToken: string } {
  checkOptions('buildStepFunctionsTaskEvent', input, rules)
  const { payload } = input
  const seed = derivedHex(`task ${JSON.stringify(payload ?? {})}`, 64)
  const taskToken = input.taskToken ?? Buffer.from(seed.repeat(4)).toString('base64')
  return fittingEvent('buildStepFunctionsTaskEvent', { ...(payload as TPayload), taskToken })
}
