import type { RequestInput } from './shape.ts'

/** The JSON object of a request; `undefined` for anything else. */
export function parseBody(body: string): RequestInput | undefined {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as RequestInput)
      : undefined
  } catch {
    return undefined
  }
}
