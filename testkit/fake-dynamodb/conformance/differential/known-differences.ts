import type { Outcome } from '../send.ts'
import type { GeneratedRequest } from './request-arbitraries.ts'

/** What both sides answered to one request, in canonical form. */
export interface Disagreement {
  readonly request: GeneratedRequest
  readonly fake: Outcome
  readonly local: Outcome
}

/** A difference from DynamoDB Local that is understood. */
export interface KnownDifference {
  /** As in the documentation. */
  readonly title: string
  readonly fake: string
  readonly local: string
  /** The page, or the record of the service, that decides, and for whom. */
  readonly decidedBy: string
  explains(disagreement: Disagreement): boolean
}

export const knownDifferences: readonly KnownDifference[] = []
