import { plain } from '../../case-makers.ts'
import { violation } from '../../common-refusals.ts'
import { type ConformanceCase, invalid, onLocal, refuses, returns, step } from '../../conformance-case.ts'
import { OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { none } from './requests.ts'

export const timeToLiveCases: readonly ConformanceCase[] = [
  plain(
    'time to live: off, on, described',
    step(
      'DescribeTimeToLive',
      { TableName: PLAIN },
      returns({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } }),
    ),
    step(
      'UpdateTimeToLive',
      { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } },
      returns({ TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } }),
    ),
    step(
      'DescribeTimeToLive',
      { TableName: PLAIN },
      returns({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' } }),
    ),
  ),
  none(
    'time to live of a table that does not exist',
    'DescribeTimeToLive',
    { TableName: 'conformance-missing' },
    refuses(
      'ResourceNotFoundException',
      'Requested resource not found: Table: conformance-missing not found',
      {},
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  none(
    'time to live set on a table that does not exist',
    'UpdateTimeToLive',
    {
      TableName: 'conformance-missing',
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    },
    refuses(
      'ResourceNotFoundException',
      'Requested resource not found: Table: conformance-missing not found',
      {},
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  plain(
    'time to live switched off where it is off',
    'UpdateTimeToLive',
    { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: false } },
    invalid('TimeToLive is already disabled'),
  ),
  plain(
    'time to live switched on twice',
    step(
      'UpdateTimeToLive',
      { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } },
      returns({ TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } }),
    ),
    step(
      'UpdateTimeToLive',
      { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } },
      invalid('TimeToLive is already enabled'),
    ),
  ),
  plain(
    'time to live with an empty attribute name',
    'UpdateTimeToLive',
    { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: '', Enabled: true } },
    violation(
      "''",
      'timeToLiveSpecification.attributeName',
      'have length greater than or equal to 1',
      onLocal(
        'Names of key attributes and attributes projected into an index must be between 1 and 255 ' +
          'characters, inclusive',
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
]
