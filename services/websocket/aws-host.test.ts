import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partitionOfRegion, regionOfHost } from './aws-host.ts'

// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
const partitions: readonly (readonly [region: string, dnsSuffix: string, dualStackDnsSuffix: string])[] = [
  ['us-east-1', 'amazonaws.com', 'api.aws'],
  ['ap-southeast-5', 'amazonaws.com', 'api.aws'],
  ['us-gov-west-1', 'amazonaws.com', 'api.aws'],
  ['cn-northwest-1', 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu', 'api.amazonwebservices.eu'],
  ['us-iso-east-1', 'c2s.ic.gov', 'api.aws.ic.gov'],
  ['us-isob-east-1', 'sc2s.sgov.gov', 'api.aws.scloud'],
  ['eu-isoe-west-1', 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
  ['us-isof-south-1', 'csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
]

for (const [region, dnsSuffix, dualStackDnsSuffix] of partitions) {
  test(`${region} has its hosts, and no others`, () => {
    for (const suffix of [dnsSuffix, dualStackDnsSuffix, `vpce.${dnsSuffix}`]) {
      assert.equal(regionOfHost(`a1.execute-api.${region}.${suffix}`), region)
      assert.equal(regionOfHost(`a1.execute-api-fips.${region}.${suffix}`), region)
      assert.equal(
        regionOfHost(`a1.execute-api.${region}2.${suffix}`),
        `${region}2`,
        'a number of two digits',
      )
      for (const other of [
        `x${region}`,
        `${region}x`,
        `${region}-`,
        region.slice(0, -1),
        region.slice(0, -2),
      ]) {
        assert.equal(regionOfHost(`a1.execute-api.${other}.${suffix}`), undefined, other)
      }
      for (const other of [`${suffix}.example`, `example.${suffix}`, `x${suffix}`, `${suffix}.`]) {
        assert.equal(regionOfHost(`a1.execute-api.${region}.${other}`), undefined, other)
      }
    }
    assert.equal(regionOfHost(`a1.execute-api.${region}.vpce.${dualStackDnsSuffix}`), undefined)
  })

  test(`${region} has its suffixes`, () => {
    const partition = partitionOfRegion(region)

    assert.deepEqual([partition.dnsSuffix, partition.dualStackDnsSuffix], [dnsSuffix, dualStackDnsSuffix])
  })
}

test('a region that is not known is commercial', () => {
  for (const region of [
    'mars-north-1',
    'xcn-north-1',
    'xeusc-de-east-1',
    'xus-iso-east-1',
    'us-iso-east-1x',
    '',
  ]) {
    const { dnsSuffix, dualStackDnsSuffix } = partitionOfRegion(region)

    assert.deepEqual([dnsSuffix, dualStackDnsSuffix], ['amazonaws.com', 'api.aws'], region)
  }
})

test('any labels may come before execute-api', () => {
  for (const start of ['a', 'a1b2c3', 'a-1', '0a', 'one.two', 'one.two.three']) {
    assert.equal(regionOfHost(`${start}.execute-api.eu-west-1.amazonaws.com`), 'eu-west-1', start)
  }
})

test('a host that is not one of execute-api names no region', () => {
  for (const host of [
    '',
    'chat.example.com',
    '127.0.0.1',
    'us-east-1',
    'us-east-1.amazonaws.com',
    'execute-api.us-east-1.amazonaws.com',
    '.execute-api.us-east-1.amazonaws.com',
    'a1execute-api.us-east-1.amazonaws.com',
    'a1.execute-apis.us-east-1.amazonaws.com',
    'a1.execute-api-fip.us-east-1.amazonaws.com',
    'a1.sqs.us-east-1.amazonaws.com',
    'a1.execute-api.us-east-1',
    'a1.execute-api.us-east-1.',
    'a1.execute-api.amazonaws.com',
    'a1.execute-api..amazonaws.com',
    'a1.execute-api.us-east-1.amazonaws.com:443',
    'a1.execute-api.us-east-1.amazonaws.com/prod',
    'a1.execute-api.us-east-1.amazonaws.com.evil.example',
    'evil.example/a1.execute-api.us-east-1.amazonaws.com',
    'evil_example.a1.execute-api.us-east-1.amazonaws.com',
    'a1.execute-api.evil.us-east-1.amazonaws.com',
  ]) {
    assert.equal(regionOfHost(host), undefined, host)
  }
})

test('a host of one partition with a region of another names none', () => {
  assert.equal(regionOfHost('a1.execute-api.cn-north-1.amazonaws.com'), undefined)
  assert.equal(regionOfHost('a1.execute-api.us-east-1.amazonaws.com.cn'), undefined)
  assert.equal(regionOfHost('a1.execute-api.us-isob-east-1.c2s.ic.gov'), undefined)
  assert.equal(regionOfHost('a1.execute-api.eu-west-1.amazonaws.eu'), undefined)
})
