import { join } from 'node:path'
import ts from 'typescript6'
import { root } from './entry-points.ts'

/** An export of a module. */
export interface Exported {
  readonly name: string
  /** Whether it exists at run time: a function, a class or a constant, and not only as a type. */
  readonly isValue: boolean
  /** The text of its examples and of those of its members: code in a fence. */
  readonly examples: readonly string[]
}

/** What each of the files exports, in their order. */
export function exportsOf(files: readonly string[]): readonly (readonly Exported[])[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, files }, ts.sys, root)
  const program = ts.createProgram(files, options)
  const checker = program.getTypeChecker()
  return files.map((file) => {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    if (!module) throw new Error(`${file} is not a module: run npm run build`)
    return checker.getExportsOfModule(module).map((symbol) => exportedOf(symbol, checker))
  })
}

function exportedOf(symbol: ts.Symbol, checker: ts.TypeChecker): Exported {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0
  const original = isAlias ? checker.getAliasedSymbol(symbol) : symbol
  const isTypeOnly = symbol.declarations?.some(ts.isTypeOnlyImportOrExportDeclaration) ?? false
  const commented = [original, ...(original.members?.values() ?? [])]
  return {
    name: symbol.name,
    isValue: !isTypeOnly && (original.flags & ts.SymbolFlags.Value) !== 0,
    examples: commented.flatMap((one) => examplesOf(one, checker)),
  }
}

function examplesOf(symbol: ts.Symbol, checker: ts.TypeChecker): readonly string[] {
  return symbol
    .getJsDocTags(checker)
    .filter(({ name }) => name === 'example')
    .map(({ text }) => ts.displayPartsToString(text).trim())
}
