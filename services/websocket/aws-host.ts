/** A partition of AWS: its regions, and the suffixes of its host names. */
export interface Partition {
  readonly regions: RegExp
  readonly dnsSuffix: string
  readonly dualStackDnsSuffix: string
}

const commercial: Partition = {
  regions: /^[a-z]{2}-[a-z]+-\d+$/,
  dnsSuffix: 'amazonaws.com',
  dualStackDnsSuffix: 'api.aws',
}

// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html, and the
// SDK's table.
const partitions: readonly Partition[] = [
  { regions: /^us-gov-[a-z]+-\d+$/, dnsSuffix: 'amazonaws.com', dualStackDnsSuffix: 'api.aws' },
  {
    regions: /^cn-[a-z]+-\d+$/,
    dnsSuffix: 'amazonaws.com.cn',
    dualStackDnsSuffix: 'api.amazonwebservices.com.cn',
  },
  {
    regions: /^eusc-[a-z]+-[a-z]+-\d+$/,
    dnsSuffix: 'amazonaws.eu',
    dualStackDnsSuffix: 'api.amazonwebservices.eu',
  },
  { regions: /^us-iso-[a-z]+-\d+$/, dnsSuffix: 'c2s.ic.gov', dualStackDnsSuffix: 'api.aws.ic.gov' },
  { regions: /^us-isob-[a-z]+-\d+$/, dnsSuffix: 'sc2s.sgov.gov', dualStackDnsSuffix: 'api.aws.scloud' },
  {
    regions: /^eu-isoe-[a-z]+-\d+$/,
    dnsSuffix: 'cloud.adc-e.uk',
    dualStackDnsSuffix: 'api.cloud-aws.adc-e.uk',
  },
  { regions: /^us-isof-[a-z]+-\d+$/, dnsSuffix: 'csp.hci.ic.gov', dualStackDnsSuffix: 'api.aws.hci.ic.gov' },
  commercial,
]

/** The partition of a region; the commercial one for an unknown region. */
export function partitionOfRegion(region: string): Partition {
  return partitions.find(({ regions }) => regions.test(region)) ?? commercial
}

/** The region that an `execute-api` host names, in any partition; `undefined` for any other host. */
export function regionOfHost(host: string): string | undefined {
  const labels = /^(?:[a-z0-9-]+\.)+?execute-api(?:-fips)?\.([a-z0-9-]+)\.([a-z0-9.-]+)$/.exec(host)
  // Stryker disable next-line all: without a region there is not a partition, whatever the rest says
  const [, region = '', suffix = ''] = labels ?? []
  const partition = partitions.find(({ regions }) => regions.test(region))
  if (!partition) return undefined
  const { dnsSuffix, dualStackDnsSuffix } = partition
  const known = [dnsSuffix, dualStackDnsSuffix, `vpce.${dnsSuffix}`]
  return known.includes(suffix) ? region : undefined
}
