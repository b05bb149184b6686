import type { ErrorMeaning } from '../aws.ts';

/**
 * What errors of SNS mean (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, "Errors"). One is final: a number
 * that opted out. A parameter that is invalid is not: in a region without SMS, SNS says "PhoneNumber … is not valid to
 * publish to" of every number, in the words that it has for one. Numbers are checked when a contact is made, and a contact
 * that is told anything has had a code, so it is seldom the number.
 */
export const SNS_ERRORS: readonly ErrorMeaning[] = [
  { names: ['OptedOutException', 'OptedOut'], outcome: { outcome: 'refused', reason: 'opted-out' } },
  {
    names: [
      'InvalidParameterException',
      'InvalidParameter',
      'InvalidParameterValueException',
      'ParameterValueInvalid',
      'ValidationException',
    ],
    outcome: { outcome: 'try-later', concernsMessage: true },
  },
];
