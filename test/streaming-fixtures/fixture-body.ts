import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import type { BodySpec, PartSpec, ResponseSpec } from './fixture-case.ts'
import { bytesOf, chunkOf, errorOf, oddValue } from './fixture-values.ts'

export interface BodyObserver {
  mutate(change: ResponseSpec): void
  released(how: string): void
}

type Step = { readonly chunk: unknown } | { readonly failure: unknown } | 'wait' | 'end'

/** The body that a case describes. */
export function bodyOf(spec: BodySpec, observer: BodyObserver): unknown {
  switch (spec.kind) {
    case 'text':
      return spec.parts.map((part) => chunkOf(part)).join('')
    case 'bytes':
      return Uint8Array.from(bytesOf(spec.parts))
    case 'iterable':
      return iterable(spec, observer)
    case 'async-iterable':
      return asyncIterable(spec, observer)
    case 'node-stream':
      return nodeStream(spec, observer)
    case 'web-stream':
      return webStream(spec, observer)
  }
}

function script(parts: readonly PartSpec[], observer: BodyObserver): () => Step {
  const rest = [...parts]
  return () => {
    for (;;) {
      const part = rest.shift()
      if (part === undefined) return 'end'
      if ('error' in part) return { failure: errorOf(part.error) }
      if ('value' in part) return { chunk: oddValue(part.value) }
      if ('wait' in part) return 'wait'
      if (!('mutate' in part)) return { chunk: chunkOf(part) }
      observer.mutate(part.mutate)
    }
  }
}

function iterable({ parts, onRelease }: BodySpec, observer: BodyObserver): Iterable<unknown> {
  const next = script(parts, observer)
  return {
    [Symbol.iterator]: () => ({
      next() {
        const step = next()
        if (step === 'end' || step === 'wait') return { done: true, value: undefined }
        if ('failure' in step) throw step.failure
        return { done: false, value: step.chunk }
      },
      return() {
        observer.released('return')
        if (onRelease) throw new Error('return() failed')
        return { done: true, value: undefined }
      },
    }),
  }
}

function asyncIterable({ parts, onRelease }: BodySpec, observer: BodyObserver): AsyncIterable<unknown> {
  const next = script(parts, observer)
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const step = next()
        if (step === 'wait') return new Promise(() => {})
        if (step === 'end') return { done: true, value: undefined }
        if ('failure' in step) throw step.failure
        return { done: false, value: step.chunk }
      },
      return() {
        observer.released('return')
        if (onRelease === 'throws') throw new Error('return() failed')
        if (onRelease === 'rejects') return Promise.reject(new Error('return() failed'))
        return Promise.resolve({ done: true, value: undefined })
      },
    }),
  }
}

function nodeStream({ parts }: BodySpec, observer: BodyObserver): Readable {
  const next = script(parts, observer)
  return new Readable({
    objectMode: true,
    // As a stream that reads from somewhere: one chunk at a time, each in a turn of its own.
    highWaterMark: 1,
    read() {
      setImmediate(() => {
        const step = next()
        if (step === 'wait') return
        if (step === 'end') this.push(null)
        else if ('failure' in step) this.destroy(step.failure as Error)
        else this.push(step.chunk)
      })
    },
    destroy(error, done) {
      if (!this.readableEnded && !error) observer.released('destroy')
      done(error)
    },
  })
}

function webStream({ parts, locked }: BodySpec, observer: BodyObserver): ReadableStream<unknown> {
  const next = script(parts, observer)
  const stream = new ReadableStream<unknown>(
    {
      pull(controller) {
        const step = next()
        if (step === 'wait') return new Promise(() => {})
        if (step === 'end') controller.close()
        else if ('failure' in step) controller.error(step.failure)
        else controller.enqueue(step.chunk)
        return undefined
      },
      cancel() {
        observer.released('cancel')
      },
    },
    { highWaterMark: 0 },
  )
  if (locked) stream.getReader()
  return stream
}
