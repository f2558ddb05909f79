import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { type EntryPoint, entryPoints, root } from '../entry-points.ts'
import { type ApiItem, referencePage } from './reference-page.ts'

/** Writes a page for each entry point, from the built declarations and their comments, and a list of the pages. */
export function writeReference(folder: string, models: string): void {
  mkdirSync(folder, { recursive: true })
  mkdirSync(models, { recursive: true })
  const points = entryPoints()
  for (const point of points) {
    const page = referencePage(point.specifier, modelOf(point, join(models, `${point.fileName}.api.json`)))
    writeFileSync(join(folder, `${pageName(point)}.md`), page)
  }
  const links = points.map((point) => `- [\`${point.specifier}\`](./${pageName(point)}.md)\n`)
  const intro = '# API reference\n\nWhat each entry point exports.\n\n'
  writeFileSync(join(folder, 'index.md'), `${intro}${links.join('')}`)
}

function pageName({ fileName }: EntryPoint): string {
  return fileName === 'index' ? 'root' : fileName
}

function modelOf({ declarations }: EntryPoint, apiJsonFilePath: string): readonly ApiItem[] {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: declarations,
      compiler: { tsconfigFilePath: resolve(root, 'tsconfig.build.json') },
      apiReport: { enabled: false },
      docModel: { enabled: true, apiJsonFilePath },
      dtsRollup: { enabled: false },
      messages: { extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } } },
    },
  })
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error
    },
  })
  return JSON.parse(readFileSync(apiJsonFilePath, 'utf8')).members[0].members
}
