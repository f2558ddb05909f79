import type { DynamoDBClient, DynamoDBClientConfig } from '../../services/dynamodb/sdk-types.ts'
import {
  aBoolean,
  aFunction,
  anObject,
  nonEmptyString,
  type OptionRulesOf,
} from '../../services/options/option-rules.ts'

/** Middy's own options for AWS clients. */
export interface AwsClientOptions {
  /**
   * The class of the client, such as a subclass or a wrapped one.
   * @defaultValue `DynamoDBClient` of `@aws-sdk/client-dynamodb`
   */
  readonly AwsClient?: (new (config: DynamoDBClientConfig) => DynamoDBClient) | undefined
  /**
   * What the client is constructed with, such as `region` or `maxAttempts`.
   * @defaultValue the SDK's own defaults
   */
  readonly awsClientOptions?: Partial<DynamoDBClientConfig> | undefined
  /**
   * Key in `request.internal` under which credentials are, as `@middy/sts` puts them there.
   * @defaultValue none: the credentials of the function
   */
  readonly awsClientAssumeRole?: string | undefined
  /**
   * Wraps the client, such as `captureAWSv3Client` of AWS X-Ray. It needs `disablePrefetch`.
   * @defaultValue none
   */
  readonly awsClientCapture?: ((client: DynamoDBClient) => DynamoDBClient) | undefined
  /** Makes the client at the first request, and not during Lambda's init. @defaultValue false */
  readonly disablePrefetch?: boolean | undefined
}

/** Rules of the options that Middy's own middlewares for AWS services have as well. */
export const awsClientOptionRules: OptionRulesOf<AwsClientOptions> = {
  AwsClient: aFunction,
  awsClientOptions: anObject,
  awsClientAssumeRole: nonEmptyString,
  awsClientCapture: aFunction,
  disablePrefetch: aBoolean,
}
