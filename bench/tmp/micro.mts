import middy from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
;(globalThis as any).awslambda = { streamifyResponse: (h: any) => h, HttpResponseStream: { from: (s: any, m: any) => { s.meta = JSON.stringify(m); return s } } }
const { streamifyResponse, streamifyExecutionMode } = await import('/work/wt/S/streaming/index.ts')
const { Writable } = await import('node:stream')
const { once } = await import('node:events')
const head = { statusCode: 200, headers: { 'content-type': 'application/octet-stream' } }
const body = 'x'.repeat(1024)
const fns: Record<string, any> = {
  bare: async (_e: any, rs: any) => { const s = (globalThis as any).awslambda.HttpResponseStream.from(rs, head); for await (const p of [body]) if (!s.write(p)) await once(s, 'drain'); await new Promise<void>(r => s.end(r)) },
  wrapper: streamifyResponse(async () => ({ ...head, body })),
  mode: middy({ executionMode: streamifyExecutionMode() }).handler(async () => ({ ...head, body })),
  middyMode: middy({ executionMode: executionModeStreamifyResponse }).handler(async () => ({ ...head, body })),
}
const ctx = { getRemainingTimeInMillis: () => 30000, awsRequestId: 'x' }
const mk = () => new Writable({ highWaterMark: 65536, write(c, e, d) { d() } })
const run = async (f: any, n: number) => { const t = process.hrtime.bigint(); for (let i = 0; i < n; i++) await f({}, mk(), ctx); return Number(process.hrtime.bigint() - t) / n / 1000 }
for (const k of Object.keys(fns)) await run(fns[k], 5000)
for (let r = 0; r < 3; r++) console.log(Object.keys(fns).length && await (async () => { const o: any = {}; for (const k of Object.keys(fns)) o[k] = (await run(fns[k], 10000)).toFixed(2); return o })())
if (process.argv[2]) { const { Session } = await import('node:inspector/promises'); const s = new Session(); s.connect(); await s.post('Profiler.enable'); await s.post('Profiler.setSamplingInterval', { interval: 100 }); await s.post('Profiler.start'); await run(fns[process.argv[2]], 40000); const { profile } = await s.post('Profiler.stop') as any
 const self = new Map<string, number>(); const dt = profile.timeDeltas; const byId = new Map<number, any>(profile.nodes.map((n: any) => [n.id, n])); profile.samples.forEach((id: number, i: number) => { const n = byId.get(id); const k = n.callFrame.functionName + ' ' + n.callFrame.url.split('/').slice(-2).join('/') + ':' + n.callFrame.lineNumber; self.set(k, (self.get(k) ?? 0) + dt[i]) })
 const tot = [...self.values()].reduce((a, b) => a + b, 0); for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 34)) console.log((v / 40000).toFixed(2).padStart(6), 'us', k) ; console.log((tot/40000).toFixed(1)) }
