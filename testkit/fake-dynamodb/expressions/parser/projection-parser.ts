import type { PathSyntax } from '../syntax-tree.ts'
import { TokenReader } from './token-reader.ts'

/**
 * Parses a projection expression.
 *
 * @throws ExpressionError for a syntax error
 */
export function parseProjection(source: string): readonly PathSyntax[] {
  const reader = new TokenReader(source)
  const paths: PathSyntax[] = []
  do paths.push(reader.path())
  while (reader.accept(','))
  reader.expectEnd()
  return paths
}
