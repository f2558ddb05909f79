import { openBody } from './body/open-body.ts'
import { chunkEncoder, wholeBody } from './chunk-encoder.ts'
import { type Chunk, ChunkSource } from './chunk-source.ts'
import type { Wait } from './interruption.ts'
import { isBodiless, type ResponseMetadata, responseMetadata } from './response-metadata.ts'
import { checkSize } from './response-size.ts'
import { isWhole } from './returned/body-kind.ts'
import type { ResolvedStreamOptions } from './stream-options.ts'
import type { StreamedResponse } from './streamed-response.ts'

/** A response of which nothing has been sent yet. Nothing but its body can fail any more. */
export interface OpenResponse {
  readonly response: StreamedResponse
  readonly metadata: ResponseMetadata
  /** Goes out together with the prelude; undefined if the prelude goes first. */
  readonly first: Chunk | undefined
  /** How many chunks of the body `first` counts for. */
  readonly chunks: number
  /** What follows `first`; undefined if nothing does. */
  readonly rest: ChunkSource | undefined
}

export interface OpenOptions {
  readonly event: unknown
  readonly commit: ResolvedStreamOptions['commit']
  readonly maxBytes: number
  readonly wait: Wait
  readonly release: (source: Pick<ChunkSource, 'release'>) => Promise<void>
}

/**
 * Pulls the first chunk of a response's body, and checks all that can be checked before the first byte is
 * sent.
 * @param chunks - those of its body, if the body has been opened already
 */
export function openResponse(
  response: StreamedResponse,
  options: OpenOptions,
  chunks?: ChunkSource,
): OpenResponse | Promise<OpenResponse> {
  if (chunks) return openStream(response, chunks, options)
  const body = wholeBody(response)
  if (isBodiless(Number(response.statusCode), options.event)) {
    return openWithoutBody(response, openBody(body), options)
  }
  if (!isWhole(body)) return openStream(response, chunksOf(response), options)
  checkSize(0, body, options.maxBytes)
  const metadata = responseMetadata(response, options.event)
  return { response, metadata, first: { bytes: body, last: true }, chunks: 1, rest: undefined }
}

/** @throws AppTheoryError `stream.invalid_body` for a body that cannot be streamed */
export function chunksOf(response: StreamedResponse): ChunkSource {
  return new ChunkSource(openBody(wholeBody(response)), chunkEncoder(response.isBase64Encoded === true))
}

async function openWithoutBody(
  response: StreamedResponse,
  source: Pick<ChunkSource, 'release'>,
  { event, release }: OpenOptions,
): Promise<OpenResponse> {
  await release(source)
  const metadata = responseMetadata(response, event)
  return { response, metadata, first: { bytes: '', last: true }, chunks: 0, rest: undefined }
}

async function openStream(
  response: StreamedResponse,
  rest: ChunkSource,
  options: OpenOptions,
): Promise<OpenResponse> {
  const { event, commit, release } = options
  try {
    const first = commit === 'first-chunk' ? await pullFirst(rest, options) : undefined
    // After the pull, because the body may have changed status and headers until then.
    const metadata = responseMetadata(response, event)
    if (isBodiless(metadata.statusCode, event)) return await openWithoutBody(response, rest, options)
    const chunks = first && !first.last ? 1 : 0
    return { response, metadata, first, chunks, rest: first?.last ? undefined : rest }
  } catch (error) {
    await release(rest)
    throw error
  }
}

/** @throws AppTheoryError `app.too_large` if the first chunk alone exceeds the limit */
export async function pullFirst(
  chunks: ChunkSource,
  { maxBytes, wait }: Pick<OpenOptions, 'maxBytes' | 'wait'>,
): Promise<Chunk> {
  const pulled = chunks.next()
  const first = pulled instanceof Promise ? await wait(pulled) : pulled
  checkSize(0, first.bytes, maxBytes)
  return first
}
