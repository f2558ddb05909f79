import type { S3Event, S3EventRecord } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import { integer, nonEmptyString, type OptionRulesOf } from '../../services/options/option-rules.ts'
import { ACCOUNT_ID, REGION } from './aws-origin.ts'
import { derivedHex } from './derived-ids.ts'
import { aTime, epochMs, type TimeInput } from './event-time.ts'

/** The input of {@link buildS3Event}. Everything that is left out has a default. */
export interface S3Input {
  /** The name of the bucket. @defaultValue `uploads` */
  readonly bucketName?: string | undefined
  /**
   * The key of the object, not escaped: the event holds it URL-encoded, as S3 does.
   * @defaultValue `report.csv`
   */
  readonly key?: string | undefined
  /** The kind of the event, such as `ObjectCreated:Put`. @defaultValue `ObjectCreated:Put` */
  readonly eventName?: string | undefined
  /** The size of the object, in bytes. @defaultValue 1024 */
  readonly size?: number | undefined
  /** The ETag of the object. @defaultValue derived from bucket and key */
  readonly eTag?: string | undefined
  /** The version of the object, in a bucket with versions. @defaultValue absent */
  readonly versionId?: string | undefined
  /** The address from which the object was changed. @defaultValue `203.0.113.7` */
  readonly sourceIp?: string | undefined
  /** The region of the bucket. @defaultValue `us-east-1` */
  readonly region?: string | undefined
  /** The time of the change. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: TimeInput | undefined
}

const rules: OptionRulesOf<S3Input> = {
  bucketName: nonEmptyString,
  key: nonEmptyString,
  eventName: nonEmptyString,
  size: integer(0),
  eTag: nonEmptyString,
  versionId: nonEmptyString,
  sourceIp: nonEmptyString,
  region: nonEmptyString,
  time: aTime,
}

/**
 * A notification of a bucket. The event of a deleted object has neither a size nor an entity tag.
 *
 * @example
 * ```ts
 * const event = buildS3Event({ bucketName: 'uploads', key: 'a.png' })
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @throws TypeError that names the option
 */
export function buildS3Event(input: S3Input = {}): S3Event {
  checkOptions('buildS3Event', input, rules)
  const { bucketName = 'uploads', key = 'report.csv', eventName = 'ObjectCreated:Put', versionId } = input
  const ms = epochMs(input.time)
  const seed = `${bucketName}/${key} ${ms}`
  const isRemoved = eventName.startsWith('ObjectRemoved')
  const object = {
    key: encodedKey(key),
    ...(!isRemoved && { size: input.size ?? 1024, eTag: input.eTag ?? derivedHex(`etag ${seed}`, 32) }),
    ...(versionId !== undefined && { versionId }),
    sequencer: derivedHex(`sequencer ${seed}`, 18).toUpperCase(),
  }
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: input.region ?? REGION,
    eventTime: new Date(ms).toISOString(),
    eventName,
    userIdentity: { principalId: 'AWS:AIDACKCEVSQ6C2EXAMPLE' },
    requestParameters: { sourceIPAddress: input.sourceIp ?? '203.0.113.7' },
    responseElements: {
      'x-amz-request-id': derivedHex(`request ${seed}`, 16).toUpperCase(),
      'x-amz-id-2': Buffer.from(derivedHex(`id ${seed}`, 64), 'hex').toString('base64'),
    },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'on-upload',
      bucket: {
        name: bucketName,
        ownerIdentity: { principalId: `A${ACCOUNT_ID}` },
        arn: `arn:aws:s3:::${bucketName}`,
      },
      object,
    },
  }
  return { Records: [record as S3EventRecord] }
}

/** As a form encodes it, with a plus for a space, but slashes stay. */
function encodedKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}
