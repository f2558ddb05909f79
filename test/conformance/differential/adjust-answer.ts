import { isDeepStrictEqual } from 'node:util'
import type { Outcome } from '../send.ts'
import type { GeneratedRequest } from './generated-request.ts'

/** What both sides answered to one request, in canonical form. */
export interface Disagreement {
  readonly request: GeneratedRequest
  readonly fake: Outcome
  readonly local: Outcome
}

/**
 * What DynamoDB Local would have answered but for one difference; `undefined` where the difference has no
 * part in it.
 */
export type Adjust = (disagreement: Disagreement) => Outcome | undefined

type Pair = readonly [fake: RegExp, local: RegExp]

export function isRefusedWith(error: string): (outcome: Outcome) => boolean {
  return (outcome) => 'error' in outcome && outcome.error === error
}

/** The fake's answer in full, where the test says so of it. */
export function theFakeIsRight(
  { fake, local }: Disagreement,
  isKnown: (fake: Outcome, local: Outcome) => boolean,
): Outcome | undefined {
  return 'error' in fake && isKnown(fake, local) ? fake : undefined
}

/** The message of an exception, or those of the reasons of a cancelled transaction. */
export function errorsOf(outcome: Outcome): readonly string[] {
  return 'error' in outcome
    ? [outcome.message, ...reasonsOf(outcome).flatMap(({ Message }) => Message ?? [])]
    : []
}

/**
 * Puts the fake's message for DynamoDB Local's where they are a pair: of one exception, or of one
 * cancellation reason. Groups that both patterns capture first must be equal.
 */
export function adjustMessages(pairs: readonly Pair[]): Adjust {
  return ({ fake, local }) => {
    if (!('error' in fake) || !('error' in local) || fake.error !== local.error) return undefined
    if (fake.message !== local.message && isPair(pairs, fake.message, local.message))
      return { ...local, message: fake.message }
    const [ofFake, ofLocal] = [reasonsOf(fake), reasonsOf(local)]
    if (ofFake.length === 0 || ofFake.length !== ofLocal.length) return undefined
    const CancellationReasons = ofLocal.map((reason, i) => {
      const message = ofFake[i]?.Message
      return message !== undefined && isPair(pairs, message, reason.Message ?? '')
        ? { ...reason, Message: message }
        : reason
    })
    return { ...local, members: { ...local.members, CancellationReasons } }
  }
}

function isPair(pairs: readonly Pair[], fake: string, local: string): boolean {
  return pairs.some(([ofFake, ofLocal]) => {
    const [left, right] = [ofFake.exec(fake), ofLocal.exec(local)]
    if (!left || !right) return false
    return ofFake.source !== ofLocal.source || left[1] === right[1]
  })
}

/** Changes a reply of DynamoDB Local. */
export function adjustOutput(
  change: (
    disagreement: Disagreement,
    output: Record<string, unknown>,
  ) => Record<string, unknown> | undefined,
): Adjust {
  return (disagreement) => {
    if (!('output' in disagreement.local)) return undefined
    const output = change(disagreement, disagreement.local.output)
    return output && { output }
  }
}

interface Reason {
  readonly Code?: string
  readonly Message?: string
}

function reasonsOf(outcome: Outcome): readonly Reason[] {
  return 'error' in outcome ? ((outcome.members['CancellationReasons'] ?? []) as readonly Reason[]) : []
}

/** What the fake reports as a reason, DynamoDB Local may report for the request as a whole. */
export const adjustCancellation: Adjust = ({ fake, local }) => {
  if (!('error' in fake) || !('error' in local)) return undefined
  const reasons = reasonsOf(fake)
  const ofLocal = reasonsOf(local)
  if (ofLocal.length < reasons.length) {
    const message = ofLocal[0]?.Message ?? local.message
    const isReported = ({ Code, Message }: Reason): boolean =>
      Code === 'ValidationError' && isSameFault(Message ?? '', message)
    return reasons.some(isReported) ? fake : undefined
  }
  if (ofLocal.length !== reasons.length || fake.message !== local.message) return undefined
  const CancellationReasons = ofLocal.map((reason) =>
    reason.Message === 'The conditional request failed.'
      ? { ...reason, Message: 'The conditional request failed' }
      : reason,
  )
  return { ...local, members: { ...local.members, CancellationReasons } }
}

const KEY_FAULT =
  /key element does not match|Missing the key|Type mismatch for|required keys|conditions on the keys|Invalid attribute value type/
const UPDATE_FAULT =
  /^(The document path provided in|The provided expression refers to|An operand in the update expression|Number overflow|DynamoDB only supports precision)/

function isSameFault(fake: string, local: string): boolean {
  return fake === local || [KEY_FAULT, UPDATE_FAULT].some((fault) => fault.test(fake) && fault.test(local))
}

/** Applies `change` to every number of a canonical outcome. Sets are brought into order again. */
export function mapNumbers(outcome: Outcome, change: (digits: string) => string): Outcome | undefined {
  const changed = mapValue(outcome, change) as Outcome
  return isDeepStrictEqual(changed, outcome) ? undefined : changed
}

export function withNormalNumbers(values: unknown): Record<string, unknown> {
  return mapValue(values ?? {}, normalNumber) as Record<string, unknown>
}

function mapValue(value: unknown, change: (digits: string) => string): unknown {
  if (Array.isArray(value)) return value.map((member) => mapValue(member, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (name === 'N' && typeof member === 'string') return [name, change(member)]
      if (name === 'NS' && Array.isArray(member))
        return [name, member.map((digits) => change(String(digits))).sort(byText)]
      return [name, mapValue(member, change)]
    }),
  )
}

function byText(left: string, right: string): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1
}

/**
 * A decimal without needless zeroes and without an exponent, by way of its digits: independent of the fake's
 * own arithmetic.
 */
export function normalNumber(digits: string): string {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(digits)
  if (!match) return digits
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const shift = Number(exponent)
  const all = whole + fraction
  const point = whole.length + shift
  const left = point <= 0 ? '' : all.slice(0, point).padEnd(point, '0')
  const right = point <= 0 ? '0'.repeat(-point) + all : all.slice(point)
  const trimmedLeft = left.replace(/^0+/, '') || '0'
  const trimmedRight = right.replace(/0+$/, '')
  const text = trimmedRight ? `${trimmedLeft}.${trimmedRight}` : trimmedLeft
  return sign === '-' && text !== '0' ? `-${text}` : text
}
