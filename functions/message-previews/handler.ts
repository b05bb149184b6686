import * as z from 'zod/mini';
import { LANGUAGES, PERSON_CHANNELS } from '../../shared/domain/contacts.ts';
import { TRAVELLER_KINDS } from '../../shared/domain/identity-number.ts';
import { SUBJECTS } from '../../shared/domain/notification.ts';
import { apiHandler, type Route, route } from '../../shared/http/api.ts';
import { labelField } from '../../shared/http/label.ts';
import { referenceField } from '../../shared/http/reference.ts';
import { renderEmail } from '../../shared/messages/email-html.ts';
import { renderText } from '../../shared/messages/render.ts';
import { countSmsParts } from '../../shared/messages/sms-parts.ts';
import type { MessagePreviewsDeps } from './deps.ts';
import { sampleContent } from './samples.ts';

/** Which message, about whom; reference and label are checked as those of a subscription. */
export const messagePreviewRequestSchema = z.strictObject({
  alert: z.enum(SUBJECTS),
  kind: z.enum(TRAVELLER_KINDS),
  channel: z.enum(PERSON_CHANNELS),
  language: z.enum(LANGUAGES),
  reference: z.optional(referenceField),
  label: z.optional(labelField),
});

/** A message as it would be sent: `parts` of an SMS, `subject` and `html` of an e-mail. */
export const messagePreviewView = z.strictObject({
  text: z.string(),
  parts: z.optional(z.int().check(z.positive())),
  subject: z.optional(z.string()),
  html: z.optional(z.string()),
});

export const createHandler = (deps: MessagePreviewsDeps) =>
  apiHandler(messagePreviewRoutes(deps), deps.logger, deps.limits);

export function messagePreviewRoutes({ now }: Pick<MessagePreviewsDeps, 'now'>): Record<string, Route> {
  return {
    'POST /v1/message-previews': route({
      // It changes nothing.
      need: 'read',
      body: messagePreviewRequestSchema,
      responses: { 200: messagePreviewView },
      handle: async ({ establishmentId, body: { channel, language, ...about } }) => {
        const content = sampleContent({ ...about, establishmentId, now: now() });
        if (channel === 'email') return { status: 200, body: renderEmail(content, language) };
        const text = renderText(content, { channel, language });
        return { status: 200, body: { text, parts: countSmsParts(text).parts } };
      },
    }),
  };
}
