/** The account of the tests, as AWS's documentation writes it. */
export const ACCOUNT_ID = '123456789012'
/** The region of the tests. */
export const REGION = 'us-east-1'

/** The region that an ARN names. */
export function regionOfArn(arn: string): string {
  return arn.split(':')[3] || REGION
}

/** Text as it is, anything else as JSON. */
export function textOf(message: unknown): string {
  return typeof message === 'string' ? message : JSON.stringify(message)
}
