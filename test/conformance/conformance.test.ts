import { FakeDynamoDB } from '../../testkit/fake-dynamodb/index.ts'
import { registerCases } from './run-cases.ts'

const fake = new FakeDynamoDB()
const client = fake.client()

registerCases(
  () => client,
  'service',
  (tables) => tables.map((name) => fake.items(name)),
)
