import type { Input, OperationName } from '../conformance-case.ts'

/** One request of a generated sequence. */
export interface GeneratedRequest {
  readonly operation: OperationName
  readonly input: Input
  /**
   * Read page by page to the end, and compared as a whole: where pages end may depend on how partitions are
   * hashed.
   */
  readonly everyPage?: boolean
}
