import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { canonicalAddress } from './network-address.ts'

const prefix = fc.integer({ min: 1, max: 128 })
const zone = fc.constantFrom('', '%eth0')

test('law: an IPv6 address becomes its network, as ipaddr.js has it', () => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
    minLength: 8,
    maxLength: 8,
  })
  fc.assert(
    fc.property(groups, prefix, zone, fc.boolean(), (parts, bits, suffix, long) => {
      const parsed = new ipaddr.IPv6(parts)
      fc.pre(!parsed.isIPv4MappedAddress())
      const written = long ? parsed.toNormalizedString().toUpperCase() : parsed.toString()
      const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/${bits}`).toString()
      assert.equal(canonicalAddress(`${written}${suffix}`, bits), network)
      assert.equal(canonicalAddress(`[${written}]:443`, bits), network)
    }),
  )
})

test('law: an IPv4 address is itself, however it is written', () => {
  fc.assert(
    fc.property(fc.ipV4(), prefix, (address, bits) => {
      const mapped = ipaddr.IPv4.parse(address).toIPv4MappedAddress()
      for (const written of [address, `${address}:8080`, `::ffff:${address}`, mapped.toString()]) {
        assert.equal(canonicalAddress(written, bits), address)
      }
    }),
  )
})

test('law: what the net module does not take for an address is none', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('0', '1', 'f', ':', '.', '%', '[', ']', 'x') }), (text) => {
      const address = canonicalAddress(text, 128)
      if (address !== undefined) assert.ok(ipaddr.isValid(address), text)
    }),
  )
  for (const text of ['', '1.2.3', '1', '256.1.1.1', '01.2.3.4', '1:2:3', ':::', 'fe80::1::', 'host'])
    assert.equal(canonicalAddress(text, 56), undefined, text)
})

test('a port is all that may stand beside an address', () => {
  for (const text of ['x[2001:db8::1]', '[2001:db8::1]x', '[2001:db8::1]:', '[2001:db8::1]:123456'])
    assert.equal(canonicalAddress(text, 128), undefined, text)
  for (const text of ['x198.51.100.7:80', '198.51.100.7:80x', '198.51.100.7:', '198.51.100.7:123456'])
    assert.equal(canonicalAddress(text, 128), undefined, text)
  for (const text of ['2001:[db8::1]', '[2001:db8::]1', '198.51.100:8.7', '::ffff:198.51.100.7:80'])
    assert.equal(canonicalAddress(text, 128), undefined, text)
  assert.equal(canonicalAddress('[2001:db8::1]', 128), '2001:db8::1')
})

test('only an address whose first five groups are zero is an IPv4 address in IPv6', () => {
  assert.equal(canonicalAddress('::ffff:198.51.100.7', 128), '198.51.100.7')
  assert.equal(canonicalAddress('1::ffff:198.51.100.7', 128), '1::ffff:c633:6407')
})
