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

/** What the headers of a response say of every window. */
export function windowsOf(headers) {
  const policies = items(headers.get('ratelimit-policy'))
  return [...items(headers.get('ratelimit'))].map(([name, { r, t }]) => ({
    name,
    limit: Number(policies.get(name).q),
    remaining: Number(r),
    seconds: Number(t),
  }))
}
