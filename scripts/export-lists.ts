import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { entryPoints, root } from './entry-points.ts'

/** What exists at run time, by entry point. */
export type ExportLists = Readonly<Record<string, readonly string[]>>

/** Where the reviewed lists are kept. */
export const exportListsFile: string = resolve(root, 'api/exports.json')

/** The names that the built entry points export. */
export async function exportLists(): Promise<ExportLists> {
  const lists = entryPoints().map(async ({ specifier }) => [
    specifier,
    Object.keys(await import(specifier)).sort(),
  ])
  return Object.fromEntries(await Promise.all(lists))
}

export function recordedExportLists(): ExportLists {
  return existsSync(exportListsFile) ? JSON.parse(readFileSync(exportListsFile, 'utf8')) : {}
}

export function recordExportLists(lists: ExportLists): void {
  writeFileSync(exportListsFile, `${JSON.stringify(lists, null, 2)}\n`)
}

/** Names that came (`+`) and went (`-`). */
export function changedExports(recorded: ExportLists, now: ExportLists): readonly string[] {
  const entries = [...new Set([...Object.keys(recorded), ...Object.keys(now)])].sort()
  return entries.flatMap((entry) => {
    const [before, after] = [recorded[entry] ?? [], now[entry] ?? []]
    return [
      ...before.filter((name) => !after.includes(name)).map((name) => `- ${entry} ${name}`),
      ...after.filter((name) => !before.includes(name)).map((name) => `+ ${entry} ${name}`),
    ]
  })
}
