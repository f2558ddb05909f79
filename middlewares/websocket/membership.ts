import { type ConnectionRegistry, checkedChannels } from '../../services/websocket/connection-registry.ts'
import { assertConnectionId } from '../../services/websocket/message.ts'

/** The channels of one connection. */
export interface Membership {
  join(channels: readonly string[]): Promise<void>
  leave(channels: readonly string[]): Promise<void>
  channels(): Promise<readonly string[]>
}

/** The channels of a registered connection. */
export function registeredMembership(registry: ConnectionRegistry, connectionId: string): Membership {
  const checked = (): string => {
    assertConnectionId(connectionId)
    return connectionId
  }
  return {
    join: async (channels) => registry.join(checked(), channels),
    leave: async (channels) => registry.leave(checked(), channels),
    channels: async () => registry.channels(checked()),
  }
}

/**
 * The channels of a connection that is registered once its `$connect` was accepted, until then in `joined`.
 */
export function connectingMembership(joined: Set<string>): Membership {
  return {
    async join(channels) {
      for (const channel of checkedChannels(channels)) joined.add(channel)
    },
    async leave(channels) {
      for (const channel of channels) joined.delete(channel)
    },
    channels: async () => [...joined],
  }
}
