import type { Fixture } from '../../../scripts/contract/fixture.ts'
import type { FixtureAdapter, FixtureFamily, OpenAdapter } from '../fixture-family.ts'
import { divergingCodes } from './divergences.ts'
import { type Observation, type RecordedCase, recordedCases } from './recorded-case.ts'

/** One implementation that is compared with what was recorded. */
export interface RecordedAdapter<TCase extends RecordedCase> {
  readonly name: string
  readonly needs?: 'dynamodb-local'
  /** Whether the case is about something that this adapter has. @defaultValue every case is */
  has?(recorded: TCase): boolean
  open(): Promise<{ observe(recorded: TCase): Promise<Observation>; close?(): Promise<void> }>
}

/** The family of one file of recorded cases. */
export function recordedFamily<TCase extends RecordedCase>(
  file: string,
  adapters: readonly RecordedAdapter<TCase>[],
): FixtureFamily {
  const recorded = new Map(recordedCases<TCase>(file).map((one) => [`apptheory/${file}/${one.id}`, one]))
  const caseOf = ({ id }: Fixture): TCase => recorded.get(id) as TCase
  return {
    name: `apptheory/${file}`,
    cases: () =>
      [...recorded].map(([id, { source, appTheory, given, expect }]) => ({
        id,
        capability: 'apptheory',
        title: `as AppTheory ${appTheory} in ${source}`,
        given: given as object,
        steps: [],
        expect: expect as object,
      })),
    adapters: adapters.map((adapter): FixtureAdapter => {
      const { name, needs } = adapter
      return {
        name,
        ...(needs && { needs }),
        has: (fixture) => adapter.has?.(caseOf(fixture)) ?? true,
        async open(): Promise<OpenAdapter> {
          const { observe, close } = await adapter.open()
          return {
            run: async (fixture) =>
              divergingCodes(
                { id: fixture.id, adapter: name },
                await observe({ ...caseOf(fixture), expect: fixture.expect }),
              ),
            ...(close && { close }),
          }
        },
      }
    }),
  }
}
