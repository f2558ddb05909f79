import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { broadcastTo } from '../../../services/websocket/broadcast-to.ts'
import type {
  ChannelTarget,
  ConnectionRegistry,
  RegisteredConnection,
  UserTarget,
} from '../../../services/websocket/connection-registry.ts'
import { connectionTable, DynamoDBConnectionRegistry } from '../../../services/websocket/dynamodb/index.ts'
import type { MessageData } from '../../../services/websocket/management.ts'
import { MemoryConnectionRegistry } from '../../../services/websocket/memory/memory-connection-registry.ts'
import { FakeWebSocketManagement, ManualClock } from '../../../testkit/index.ts'
import type { FaultyClient } from '../faulty-client.ts'
import {
  channelsOf,
  type FixtureStep,
  messageOf,
  type WebSocketExpectation,
  type WebSocketFixture,
  type WebSocketGiven,
} from './fixture-case.ts'
import { broadcastOutcome, callOf, callsOf, type Subject } from './subject.ts'

/** A registry, and the items of its table if it has one. */
export interface RegistryUnderTest {
  readonly registry: ConnectionRegistry
  readonly items?: () => Promise<readonly object[]>
}

export type MakeRegistry = (clock: ManualClock) => Promise<RegistryUnderTest>

export const memoryRegistry: MakeRegistry = async (clock) => ({
  registry: new MemoryConnectionRegistry({ clock }),
})

/** A registry on an empty table of its own, which keeps expired items. */
export function tableRegistry({ id }: WebSocketFixture, { client, prefix }: FaultyClient): MakeRegistry {
  return async (clock) => {
    const tableName = `${prefix}${id.replaceAll('/', '.')}`
    await client.send(new CreateTableCommand(connectionTable({ tableName })))
    return {
      registry: new DynamoDBConnectionRegistry({ client, tableName, clock }),
      items: async () =>
        (await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))).Items ?? [],
    }
  }
}

export async function registrySubject(
  { given }: WebSocketFixture,
  makeRegistry: MakeRegistry,
): Promise<RegistrySubject> {
  const clock = new ManualClock(given.clock)
  const fake = new FakeWebSocketManagement({ clock })
  prepare(fake, given)
  return new RegistrySubject({ clock, fake, ...(await makeRegistry(clock)) })
}

/** Opens the given connections, and injects the given faults. */
export function prepare(
  fake: FakeWebSocketManagement,
  { connections = [], faults = [] }: WebSocketGiven,
): void {
  for (const connectionId of connections) fake.connect(connectionId)
  for (const fault of faults) fake.inject(fault)
}

interface RegistryParts extends RegistryUnderTest {
  readonly clock: ManualClock
  readonly fake: FakeWebSocketManagement
}

/** A registry, and the connections that are registered. */
export class RegistrySubject implements Subject {
  readonly clock: ManualClock
  readonly #parts: RegistryParts
  readonly #told: string[] = []

  constructor(parts: RegistryParts) {
    this.clock = parts.clock
    this.#parts = parts
  }

  async perform(step: FixtureStep): Promise<unknown> {
    const { registry } = this.#parts
    const [call, given] = callOf(step)
    const id = given['connectionId'] as string
    switch (call) {
      case 'add':
        return registry.add(connectionOf(given), { connectedAt: dateOf(given['connectedAt']) })
      case 'remove':
        return registry.remove(id, { disconnected: given['disconnected'] as boolean | undefined })
      case 'join':
        return registry.join(id, channelsOf(given['channels']) as string[])
      case 'leave':
        return registry.leave(id, channelsOf(given['channels']) as string[])
      case 'channels':
        return (await registry.channels(id)).toSorted()
      case 'present':
        return found(registry.present(given as unknown as ChannelTarget))
      case 'byChannel':
        return found(registry.byChannel(given as unknown as ChannelTarget))
      case 'byUser':
        return found(registry.byUser(given as unknown as UserTarget))
      case 'broadcastTo':
        return this.#broadcastTo(given)
      default:
        throw new Error(`a fixture calls ${call}, which there is not`)
    }
  }

  async observed(expected: WebSocketExpectation): Promise<Partial<WebSocketExpectation>> {
    const { items, fake } = this.#parts
    return {
      ...(expected.calls && { calls: callsOf(fake) }),
      ...(expected.told && { told: this.#told }),
      // Without a table there is nothing to compare.
      ...(expected.items && { items: items ? await items() : expected.items }),
    }
  }

  async #broadcastTo({ target, data, except }: Readonly<Record<string, unknown>>): Promise<unknown> {
    const { registry, fake, clock } = this.#parts
    const means = { registry, clock, management: fake.at }
    const onGone = (connectionId: string): unknown => this.#told.push(connectionId)
    const result = await broadcastTo(means, target as ChannelTarget, messageOf(data) as MessageData, {
      onGone,
      except: except as string[] | undefined,
    })
    return broadcastOutcome(result)
  }
}

function dateOf(text: unknown): Date | undefined {
  return text === undefined ? undefined : new Date(text as string)
}

function connectionOf({
  channels,
  connectedAt: _,
  ...rest
}: Readonly<Record<string, unknown>>): RegisteredConnection {
  return { ...rest, channels: channelsOf(channels) } as unknown as RegisteredConnection
}

/** The connections, in the order of their IDs. */
async function found<TConnection extends { readonly connectionId: string }>(
  connections: AsyncIterable<TConnection>,
): Promise<readonly TConnection[]> {
  const all: TConnection[] = []
  for await (const connection of connections) all.push(connection)
  return all.sort((a, b) => (a.connectionId < b.connectionId ? -1 : 1))
}
