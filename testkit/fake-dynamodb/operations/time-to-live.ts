import { validationException } from '../exceptions.ts'
import type { RequestInput } from '../requests/shape.ts'
import type { Operation } from './operation-context.ts'

/** Enabled and disabled at once, without the hour that DynamoDB asks between two changes. */
export const updateTimeToLive: Operation = (input, { store }) => {
  const specification = input['TimeToLiveSpecification'] as RequestInput
  const attribute = specification['AttributeName'] as string
  const table = store.describe(input['TableName'] as string)
  const current = table.timeToLiveAttribute
  if (specification['Enabled'] === true) {
    if (current === attribute) throw validationException('TimeToLive is already enabled')
    if (current !== undefined) throw validationException('TimeToLive is active on a different AttributeName')
    table.timeToLiveAttribute = attribute
  } else {
    if (current === undefined) throw validationException('TimeToLive is already disabled')
    if (current !== attribute) throw validationException('TimeToLive is active on a different AttributeName')
    table.timeToLiveAttribute = undefined
  }
  return { TimeToLiveSpecification: specification }
}

export const describeTimeToLive: Operation = (input, { store }) => {
  const attribute = store.describe(input['TableName'] as string).timeToLiveAttribute
  return {
    TimeToLiveDescription:
      attribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
  }
}
