import type { OptionSchemaRule } from '@middy/util'
import { aFunction, anObject, someText } from '../../services/option-rules.ts'
import {
  aBoolean,
  aFunction as functionRule,
  nonEmptyString,
  type OptionRule,
  anObject as objectRule,
} from '../../services/options/option-rules.ts'

/** Of the options that Middy's own middlewares for AWS services have as well. */
export const awsClientRules: Readonly<Record<string, OptionSchemaRule>> = {
  AwsClient: aFunction,
  awsClientOptions: anObject,
  awsClientAssumeRole: someText,
  awsClientCapture: aFunction,
  disablePrefetch: { type: 'boolean' },
}

type AwsClientOption =
  | 'AwsClient'
  | 'awsClientOptions'
  | 'awsClientAssumeRole'
  | 'awsClientCapture'
  | 'disablePrefetch'

/** Rules of the options that Middy's own middlewares for AWS services have as well. */
export const awsClientOptionRules: Readonly<Record<AwsClientOption, OptionRule>> = {
  AwsClient: functionRule,
  awsClientOptions: objectRule,
  awsClientAssumeRole: nonEmptyString,
  awsClientCapture: functionRule,
  disablePrefetch: aBoolean,
}
