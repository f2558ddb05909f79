import {
  aBoolean,
  aFunction,
  anObject,
  nonEmptyString,
  type OptionRulesOf,
} from '../../services/options/option-rules.ts'
import type { AwsClientOptions } from './dynamodb-service.ts'

/** Rules of the options that Middy's own middlewares for AWS services have as well. */
export const awsClientOptionRules: OptionRulesOf<AwsClientOptions> = {
  AwsClient: aFunction,
  awsClientOptions: anObject,
  awsClientAssumeRole: nonEmptyString,
  awsClientCapture: aFunction,
  disablePrefetch: aBoolean,
}
