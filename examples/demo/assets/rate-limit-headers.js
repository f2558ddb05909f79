// `ratelimit-policy: "60 s";q=100;w=60` and `ratelimit: "60 s";r=42;t=17`, one item per window.
const item = /"([^"]*)"((?:;[a-z]+=\d+)*)/g

const items = (value) =>
  new Map(
    [...(value ?? '').matchAll(item)].map(([, name, parameters]) => [
      name,
      Object.fromEntries(
        parameters
          .split(';')
          .slice(1)
          .map((parameter) => parameter.split('=')),
      ),
    ]),
  )

/** How many requests to the table an environment has sent, and for how many decisions. */
export function tableRequestsOf(headers) {
  const parts = (headers.get('x-table-requests') ?? '').split(';').map((part) => part.split('='))
  const { environment, requests, decisions } = Object.fromEntries(parts)
  return { environment, requests: Number(requests), decisions: Number(decisions) }
}

/** What the headers of a response report about each window. */
export function windowsOf(headers) {
  const policies = items(headers.get('ratelimit-policy'))
  return [...items(headers.get('ratelimit'))].map(([name, { r, t }]) => ({
    name,
    limit: Number(policies.get(name).q),
    remaining: Number(r),
    seconds: Number(t),
  }))
}
