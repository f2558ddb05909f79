// The types of the SDK that declarations of this package name, in one file: without the optional peer they
// are `any`, and a program compiles also with `skipLibCheck: false`.

// biome-ignore lint/suspicious/noTsIgnore: there is an error only without the peer.
/** @ts-ignore TS2307: the peer is optional. */
import type * as DynamoDBModule from '@aws-sdk/client-dynamodb'

// biome-ignore lint/suspicious/noTsIgnore: there is an error only without the peer.
/** @ts-ignore TS2307: the peer is optional. */
export type {
  $Command,
  AttributeValue,
  CancellationReason,
  ConditionalCheckFailedException,
  CreateTableCommandInput,
  DeleteItemCommandInput,
  DynamoDBClient,
  DynamoDBClientConfig,
  DynamoDBClientResolvedConfig,
  GetItemCommandOutput,
  Put,
  QueryCommandInput,
  ServiceInputTypes,
  ServiceOutputTypes,
  TableDescription,
  TransactWriteItem,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb'

/** The module that exports the client and its commands. */
export type DynamoDBSdk = typeof DynamoDBModule
