import { isIPv4, isIPv6 } from 'node:net'

/** Of an IPv6 address that embeds IPv4, in brackets and with a port. Zones may make one longer. */
export const MAX_ADDRESS_LENGTH = 53

/**
 * One way to write an address, without port and zone. IPv4 that is mapped into IPv6 is IPv4. IPv6 is its
 * network of `ipv6Prefix` bits in the form of RFC 5952. `undefined` for a text that is not an address.
 */
export function canonicalAddress(address: string, ipv6Prefix: number): string | undefined {
  if (isIPv4(address)) return address
  const bare = withoutZone(withoutPort(address))
  if (isIPv4(bare)) return bare
  if (!isIPv6(bare)) return undefined
  const groups = groupsOf(bare)
  return mappedIPv4(groups) ?? compressed(groups.map((group, i) => group & groupMask(ipv6Prefix - 16 * i)))
}

function withoutPort(address: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(address)
  if (bracketed?.[1]) return bracketed[1]
  return /^\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}$/.test(address) ? address.slice(0, address.indexOf(':')) : address
}

function withoutZone(address: string): string {
  const zone = address.indexOf('%')
  return zone === -1 ? address : address.slice(0, zone)
}

function groupsOf(address: string): readonly number[] {
  const [head = [], tail = []] = compressedForm(address)
    .split('::')
    .map((half) => half.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16))
}

// RFC 4291, section 2.5.5.2.
function mappedIPv4(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6)
  if (groups[5] !== 0xffff || groups.slice(0, 5).some(Boolean)) return undefined
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
}

function groupMask(bits: number): number {
  return 0xffff & ~(0xffff >> Math.min(16, Math.max(0, bits)))
}

function compressed(groups: readonly number[]): string {
  return compressedForm(groups.map((group) => group.toString(16)).join(':'))
}

/** The hosts of URLs are written as RFC 5952 says. */
function compressedForm(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}
