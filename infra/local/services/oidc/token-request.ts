import * as z from 'zod';
import { normaliseNumber } from '../../../../shared/domain/digits.ts';
import { ESTABLISHMENT_ID } from '../../../../shared/domain/ids.ts';
import { MANAGE_SCOPE, READ_SCOPE } from '../../../../shared/http/scopes.ts';

const SCOPES: readonly string[] = [READ_SCOPE, MANAGE_SCOPE];
/** The scope of a token, unless the request asks for less. */
export const DEFAULT_SCOPE = SCOPES.join(' ');

/** A year: a longer time is a typing error. */
export const MAX_VALIDITY_SECONDS = 366 * 24 * 60 * 60;
const VALIDITY_SENTENCE = `expiresIn is a whole number of seconds from 1 to ${MAX_VALIDITY_SECONDS}`;

/** A request for a token; each refusal is a sentence. */
export const tokenRequestSchema = z.object(
  {
    establishmentId: z
      .string('establishmentId is the number of an establishment, as a text')
      .transform(normaliseNumber)
      .refine(
        (id) => ESTABLISHMENT_ID.test(id),
        'the number of an establishment is 7 and nine more digits, such as 7000000001',
      ),
    scope: z
      .string('scope is a text')
      .refine(
        (scope) => scope.split(' ').every((one) => SCOPES.includes(one)),
        `a scope is ${SCOPES.join(' or ')}, or both with a space between them`,
      )
      .optional(),
    expiresIn: z
      .number(VALIDITY_SENTENCE)
      .refine(
        (seconds) => Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_VALIDITY_SECONDS,
        VALIDITY_SENTENCE,
      )
      .optional(),
  },
  'a JSON object is expected, such as {"establishmentId":"7000000001"}',
);
export type TokenRequest = z.infer<typeof tokenRequestSchema>;
