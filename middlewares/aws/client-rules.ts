import type { OptionSchemaRule } from '@middy/util'
import { aFunction, anObject, someText } from '../../services/option-rules.ts'
import type { OptionRules } from '../../services/options/option-rules.ts'
import * as rules from '../../services/options/option-rules.ts'

/** The options that Middy's own middlewares for AWS services have as well. */
export const awsClientOptionRules: OptionRules = {
  AwsClient: rules.aFunction,
  awsClientOptions: rules.anObject,
  awsClientAssumeRole: rules.nonEmptyString,
  awsClientCapture: rules.aFunction,
  disablePrefetch: rules.aBoolean,
}

/** Of the options that Middy's own middlewares for AWS services have as well. */
export const awsClientRules: Readonly<Record<string, OptionSchemaRule>> = {
  AwsClient: aFunction,
  awsClientOptions: anObject,
  awsClientAssumeRole: someText,
  awsClientCapture: aFunction,
  disablePrefetch: { type: 'boolean' },
}
