import { execPath } from 'node:process'
import { node22 } from './node22-binary.ts'

/** The lines of Node that are supported, and their binaries. */
export const nodes: Readonly<Record<string, string>> = { 'Node 24': execPath, 'Node 22': node22() }
