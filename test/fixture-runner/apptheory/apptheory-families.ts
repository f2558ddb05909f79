import type { FixtureFamily } from '../fixture-family.ts'
import { busCursors } from './bus-cursors.ts'
import { busItems } from './bus-items.ts'
import { errors } from './errors.ts'
import { limiterDecisions } from './limiter-decisions.ts'
import { limiterItems } from './limiter-items.ts'
import { limiterMiddleware } from './limiter-middleware.ts'
import { sseBytes } from './sse.ts'
import { webSocket } from './websocket.ts'

/** What AppTheory's own code wrote and answered, a family for each file of `fixtures/apptheory`. */
export const appTheoryFamilies: readonly FixtureFamily[] = [
  limiterItems,
  limiterDecisions,
  limiterMiddleware,
  busItems,
  busCursors,
  webSocket,
  sseBytes,
  errors,
]
