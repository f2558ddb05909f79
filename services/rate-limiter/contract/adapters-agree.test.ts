import { test } from 'node:test'
import { assertAgreement } from './schedule-agreement.contract.ts'

test('memory and both layouts agree at every step, whatever changes', async () => {
  await assertAgreement({ schedules: 150 })
})
