import fc from 'fast-check'
import type { Input, OperationName } from '../conformance-case.ts'
import { batchGet, batchWrite, transactGet, transactWrite } from './batch-arbitraries.ts'
import type { GeneratedRequest } from './generated-request.ts'
import { deletion, get, misplaced, put, update } from './item-arbitraries.ts'
import { count, query, scan } from './read-arbitraries.ts'

const request = (operation: OperationName, input: fc.Arbitrary<Input>): fc.Arbitrary<GeneratedRequest> =>
  input.map((whole) => ({ operation, input: whole }))

/** Any request, valid or not, on few keys. */
export const anyRequest: fc.Arbitrary<GeneratedRequest> = fc.oneof(
  { weight: 14, arbitrary: request('PutItem', put) },
  { weight: 24, arbitrary: request('UpdateItem', update) },
  { weight: 8, arbitrary: request('DeleteItem', deletion) },
  { weight: 6, arbitrary: request('GetItem', get) },
  { weight: 14, arbitrary: request('Query', query) },
  { weight: 3, arbitrary: request('Query', count) },
  { weight: 5, arbitrary: scan },
  { weight: 4, arbitrary: request('BatchWriteItem', batchWrite) },
  { weight: 4, arbitrary: request('BatchGetItem', batchGet) },
  { weight: 8, arbitrary: request('TransactWriteItems', transactWrite) },
  { weight: 3, arbitrary: request('TransactGetItems', transactGet) },
  { weight: 3, arbitrary: misplaced },
)
