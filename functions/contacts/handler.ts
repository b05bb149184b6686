import type { Contact } from '../../shared/domain/contacts.ts';
import { pausedUntil } from '../../shared/domain/webhooks.ts';
import { apiHandler, type Route, resource, route } from '../../shared/http/api.ts';
import { etagOf } from '../../shared/http/etag.ts';
import { find, view } from './book.ts';
import { changed } from './change.ts';
import { resendCode } from './codes.ts';
import { createContact } from './create.ts';
import { deleteContact } from './delete.ts';
import type { ContactsDeps } from './deps.ts';
import { listContacts } from './list.ts';
import {
  contactChangeSchema,
  contactIdParams,
  contactListView,
  contactView,
  contactWithSecretView,
  endpointAnswersView,
  listContactsQuery,
  newContactSchema,
  replaySchema,
  replayStartedView,
  testSentView,
  verificationSchema,
} from './schemas.ts';
import { verified } from './verify.ts';
import { sendTest, startReplay, webhookIn, withNewSecret } from './webhook.ts';
import { changeContact } from './write.ts';

export const createHandler = (deps: ContactsDeps) => apiHandler(contactRoutes(deps), deps.logger, deps.limits);

/** A contact with the secret that is shown this once; its entity tag is that of the contact without. */
function withSecret(contact: Contact, secret: string | undefined) {
  const shown = view(contact);
  return {
    body: { ...shown, ...(secret !== undefined && { secret }) },
    headers: { etag: etagOf(shown) },
  };
}

export function contactRoutes(deps: ContactsDeps): Record<string, Route> {
  return {
    'POST /v1/contacts': route({
      body: newContactSchema,
      responses: { 201: contactWithSecretView },
      handle: async (request) => {
        const { contact, secret } = await createContact(deps, request);
        const { body, headers } = withSecret(contact, secret);
        return { status: 201, body, headers: { ...headers, location: `/v1/contacts/${contact.id}` } };
      },
    }),
    'GET /v1/contacts': route({
      query: listContactsQuery,
      responses: { 200: contactListView },
      handle: async (request) => ({ status: 200, body: await listContacts(deps, request) }),
    }),
    'GET /v1/contacts/{contactId}': route({
      params: contactIdParams,
      responses: { 200: contactView },
      handle: async ({ establishmentId, params }) => {
        const book = await deps.store.readContacts(establishmentId);
        return resource(200, view(find(book, params.contactId)));
      },
    }),
    'PATCH /v1/contacts/{contactId}': route({
      params: contactIdParams,
      body: contactChangeSchema,
      responses: { 200: contactView },
      handle: async (request) => {
        const contact = await changeContact(deps, request, 'contact.change', (known, book) =>
          changed(deps, book, known, request.body),
        );
        return resource(200, view(contact));
      },
    }),
    'DELETE /v1/contacts/{contactId}': route({
      params: contactIdParams,
      responses: { 204: null },
      handle: async (request) => {
        await deleteContact(deps, request);
        return { status: 204 };
      },
    }),
    'POST /v1/contacts/{contactId}/verification': route({
      watches: 'code',
      params: contactIdParams,
      body: verificationSchema,
      responses: { 200: contactView },
      handle: async (request) => {
        const contact = await changeContact(deps, request, 'contact.verify', (known) =>
          verified(deps, known, request.body.code),
        );
        return resource(200, view(contact));
      },
    }),
    'POST /v1/contacts/{contactId}/verification-code': route({
      params: contactIdParams,
      responses: { 202: contactView },
      handle: async (request) => {
        const contact = await changeContact(deps, request, 'contact.send-code', (known, book) =>
          resendCode(deps, book, known),
        );
        return resource(202, view(contact));
      },
    }),
    'POST /v1/contacts/{contactId}/secret': route({
      params: contactIdParams,
      responses: { 200: contactWithSecretView },
      handle: async (request) => {
        const secret = deps.newSecret();
        const contact = await changeContact(deps, request, 'contact.renew-secret', (known) =>
          withNewSecret(deps, known, secret),
        );
        return { status: 200, ...withSecret(contact, secret) };
      },
    }),
    'POST /v1/contacts/{contactId}/test': route({
      params: contactIdParams,
      responses: { 202: testSentView },
      handle: async (request) => ({ status: 202, body: { notificationId: await sendTest(deps, request) } }),
    }),
    'POST /v1/contacts/{contactId}/replay': route({
      params: contactIdParams,
      body: replaySchema,
      responses: { 202: replayStartedView },
      handle: async (request) => ({ status: 202, body: await startReplay(deps, request) }),
    }),
    'GET /v1/contacts/{contactId}/answers': route({
      params: contactIdParams,
      responses: { 200: endpointAnswersView },
      handle: async ({ establishmentId, params: { contactId } }) => {
        webhookIn(find(await deps.store.readContacts(establishmentId), contactId));
        const endpoint = await deps.store.readEndpoint({ establishmentId, contactId });
        return { status: 200, body: { items: endpoint.answers, pausedUntil: pausedUntil(endpoint) } };
      },
    }),
  };
}
