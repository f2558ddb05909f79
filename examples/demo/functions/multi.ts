import { limited } from './limited.ts'

export const handler = limited('multi')
