import { isObject, type OptionRules } from './option-rules.ts'

/**
 * Checks the options of a factory or a class. An option that is `undefined` counts as not given.
 * @param owner who takes the options, such as `rateLimit`; it begins the message
 * @throws TypeError that names the option
 */
export function checkOptions(owner: string, options: unknown, rules: OptionRules): void {
  if (!isObject(options)) throw refusal(`${owner}: options must be an object`)
  check(owner, options, rules, '')
}

function check(
  owner: string,
  options: Readonly<Record<string, unknown>>,
  rules: OptionRules,
  path: string,
): void {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(rules, name)) throw refusal(`${owner}: unknown option '${path}${name}'`)
  }
  for (const [name, rule] of Object.entries(rules)) {
    const value = options[name]
    if (value === undefined) {
      if (rule.required) throw refusal(`${owner}: option '${path}${name}' is required`)
      continue
    }
    if (!rule.accepts(value)) {
      throw refusal(`${owner}: option '${path}${name}' must be ${rule.expected}`)
    }
    if (rule.options && isObject(value)) check(owner, value, rule.options, `${path}${name}.`)
    if (rule.itemOptions) checkItems(owner, value, rule.itemOptions, `${path}${name}`)
  }
}

function checkItems(owner: string, list: unknown, rules: OptionRules, path: string): void {
  for (const [i, item] of Object.entries(list as readonly unknown[])) {
    if (isObject(item)) check(owner, item, rules, `${path}[${i}].`)
  }
}

/** With the cause that Middy's own option errors have. */
function refusal(message: string): TypeError {
  return new TypeError(message, { cause: { package: 'apptheory-middy' } })
}
