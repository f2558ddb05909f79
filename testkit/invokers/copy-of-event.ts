/**
 * An event as an invocation gets it: a copy of its own, made of its JSON, so that no invocation changes the
 * event of another.
 */
export function copyOfEvent<TEvent>(event: TEvent): TEvent {
  return event === undefined ? event : JSON.parse(JSON.stringify(event))
}
