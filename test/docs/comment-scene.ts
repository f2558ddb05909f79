// What examples in comments of the API use of other packages. An editor offers a user these imports.
export { default as assert } from 'node:assert/strict'
export { createReadStream } from 'node:fs'
export { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
export { default as middy } from '@middy/core'
export { default as httpErrorHandler } from '@middy/http-error-handler'
export * as v from 'valibot'
