import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'

const languages: Readonly<Record<string, string>> = { '.ts': 'ts', '.yaml': 'yaml' }

/** Writes a page for each example: its README, followed by its files. */
export function writeExamplePages(examples: string, folder: string): void {
  for (const readme of globSync('*/README.md', { cwd: examples })) {
    const example = dirname(readme)
    const files = example === 'demo' ? [] : globSync('*.{ts,yaml}', { cwd: join(examples, example) }).sort()
    const listings = files.map((file) => {
      const code = readFileSync(join(examples, example, file), 'utf8')
      return `\n## ${file}\n\n\`\`\`${languages[extname(file)]}\n${code}\`\`\`\n`
    })
    mkdirSync(join(folder, example), { recursive: true })
    writeFileSync(
      join(folder, example, 'README.md'),
      readFileSync(join(examples, readme), 'utf8') + listings.join(''),
    )
  }
}
