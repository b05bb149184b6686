import { apiHandler, type Route, resource, route } from '../../shared/http/api.ts';
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
  listContactsQuery,
  newContactSchema,
  verificationSchema,
} from './schemas.ts';
import { verified } from './verify.ts';
import { changeContact } from './write.ts';

export const createHandler = (deps: ContactsDeps) => apiHandler(contactRoutes(deps), deps.logger, deps.limits);

export function contactRoutes(deps: ContactsDeps): Record<string, Route> {
  return {
    'POST /v1/contacts': route({
      body: newContactSchema,
      responses: { 201: contactView },
      handle: async (request) => {
        const contact = await createContact(deps, request);
        return resource(201, view(contact), { location: `/v1/contacts/${contact.id}` });
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
  };
}
