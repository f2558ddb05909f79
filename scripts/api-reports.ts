import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { argv, exit, stdout } from 'node:process'
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor'
import { entryPoints, root } from './entry-points.ts'

// Writes an API report for each entry point (or those that the command line names) from the built
// declarations, and compares it with the one in api/.
const update = argv.includes('--update')
const named = argv.slice(2).filter((argument) => argument !== '--update')
mkdirSync(resolve(root, 'api'), { recursive: true })

let changed = 0
for (const { fileName, declarations } of entryPoints()) {
  if (named.length > 0 && !named.includes(fileName)) continue
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: declarations,
      compiler: { tsconfigFilePath: resolve(root, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFileName: `${fileName}.api.md`,
        reportFolder: resolve(root, 'api'),
        reportTempFolder: resolve(root, '.cache/api'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: { extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } } },
    },
  })
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message: ExtractorMessage) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error
    },
  })
  if (apiReportChanged) changed += 1
  stdout.write(`${apiReportChanged ? (update ? 'updated' : 'CHANGED') : 'same   '} api/${fileName}.api.md\n`)
}
if (changed > 0 && !update) {
  stdout.write(
    'The public API is not what api/ says: run `npm run api:update`, review the difference and commit it.\n',
  )
  exit(1)
}
