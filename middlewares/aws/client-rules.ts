import type { OptionSchemaRule } from '@middy/util'
import { aFunction, anObject, someText } from '../../services/option-rules.ts'

/** Of the options that Middy's own middlewares for AWS services have as well. */
export const awsClientRules: Readonly<Record<string, OptionSchemaRule>> = {
  AwsClient: aFunction,
  awsClientOptions: anObject,
  awsClientAssumeRole: someText,
  awsClientCapture: aFunction,
  disablePrefetch: { type: 'boolean' },
}
