import { limited } from './limited.ts'

export const handler = limited('leased', { lease: { forMs: 5000 } })
