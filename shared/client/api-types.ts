// Made by npm run openapi from the OpenAPI document.

export interface paths {
    "/v1/establishment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the establishment of the token */
        get: operations["getEstablishment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Choose whether messages show names
         * @description The entity tag changes with `used`. A client that sends `If-Match` must read the establishment just before.
         */
        patch: operations["changeEstablishment"];
        trace?: never;
    };
    "/v1/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the numbers of a home page
         * @description Of most establishments the numbers are those of now. A large establishment is counted in the background when somebody asks and the numbers are older than 30 seconds: `asOf` says of when they are. Before a first count has ended the API answers 503.
         */
        get: operations["getSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/travellers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the people who belong to the establishment
         * @description The list is sorted by identity number; with `passportExpiresFrom` or `passportExpiresBefore` it is sorted by the expiry date of the passport, and with `q` alone by what matches. It may show a change a moment later.
         */
        get: operations["listTravellers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/travellers/{identityNumber}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one of the people who belong to the establishment */
        get: operations["getTraveller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the contacts of the establishment
         * @description The oldest contact comes first.
         */
        get: operations["listContacts"];
        put?: never;
        /**
         * Create a contact
         * @description The contact is `pending`. The API sends a code of six digits to its address; the code verifies the contact. The limits of codes are counted by address, also for deleted contacts, and an establishment has twenty codes a day; above a limit the API answers 429.
         */
        post: operations["createContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts/{contactId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a contact */
        get: operations["getContact"];
        put?: never;
        post?: never;
        /**
         * Delete a contact
         * @description A contact that a subscription uses cannot be deleted: the API answers 409.
         */
        delete: operations["deleteContact"];
        options?: never;
        head?: never;
        /**
         * Change a contact
         * @description A new address replaces the old one if the contact is not verified. If the contact is verified, the new address becomes `pendingAddress`: the old address receives messages until the new one is verified, and gets a notice of the requested change.
         */
        patch: operations["changeContact"];
        trace?: never;
    };
    "/v1/contacts/{contactId}/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify a contact with its code
         * @description A code is valid for ten minutes and five tries. The API also answers 200 if the address is already verified.
         */
        post: operations["verifyContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts/{contactId}/verification-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a new code to a contact
         * @description The next code is available 60 seconds after the last one. A contact can have five codes in 24 hours, and all contacts of an establishment together twenty.
         */
        post: operations["sendVerificationCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts/{contactId}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a new secret for a webhook
         * @description The secret is shown this once. The former secret signs too for 24 hours, so that a receiver can change over.
         */
        post: operations["renewSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts/{contactId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test to a webhook
         * @description The webhook gets a message of the type `test`.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts/{contactId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a webhook again what it was told
         * @description The webhook gets what it was told of people since `from`, and what it did not take, under the same ids. `from` is 30 days ago at the earliest.
         */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contacts/{contactId}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what the system of a webhook answered last */
        get: operations["listAnswers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/default-subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the default subscription */
        get: operations["getDefaultSubscription"];
        /**
         * Follow everyone who has no subscription of their own, or replace how
         * @description The default subscription follows everyone of these kinds who belongs to the establishment, now and later, and has no subscription of their own. Subscriptions inherit from it what they leave out. Every lead day applies from the moment the default subscription is set.
         */
        put: operations["putDefaultSubscription"];
        post?: never;
        /**
         * Delete the default subscription
         * @description Nobody is followed by default any more. A subscription that inherits is `inactive` from then on, until it is changed or there is a default subscription again.
         */
        delete: operations["deleteDefaultSubscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{identityNumber}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a subscription */
        get: operations["getSubscription"];
        /**
         * Subscribe to a traveller, or replace the subscription
         * @description Absent alerts, contacts and lead days are inherited from the default subscription, where there is one for the kind of the person. Without one, `alerts` and `contactIds` are required, and `expiryLeadDays` is `[90, 60, 30, 14, 7, 1, 0]` if absent. `excluded` follows the person not at all. A subscription that has ended is replaced by a new one. An establishment can have 100,000 subscriptions that have not ended.
         */
        put: operations["putSubscription"];
        post?: never;
        /**
         * Delete a subscription
         * @description The default subscription follows the person from then on, where there is one for their kind.
         */
        delete: operations["deleteSubscription"];
        options?: never;
        head?: never;
        /**
         * Change a subscription
         * @description Absent fields stay as they are. An alert list, a contact list or lead days that are `null` are inherited from the default subscription.
         */
        patch: operations["changeSubscription"];
        trace?: never;
    };
    "/v1/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the subscriptions of the establishment
         * @description The list is sorted by identity number and includes subscriptions that have ended. It may show a change a moment later.
         */
        get: operations["listSubscriptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the notifications of the establishment
         * @description The newest notification comes first. The deployment keeps notifications for 90 days by default. The list may show a change a moment later.
         */
        get: operations["listNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{notificationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a notification */
        get: operations["getNotification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/message-previews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview a message
         * @description The message is made by the code that sends, with the reference and the label of the request. The person, the port and the dates are sample data. Nothing is sent or stored.
         */
        post: operations["previewMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the imports of the establishment
         * @description The newest import comes first. Imports are listed for 30 days, without links and without refusals.
         */
        get: operations["listImports"];
        put?: never;
        /**
         * Start an import
         * @description The answer says where to PUT the file; the PUT starts the check. The language of the request is the language of the refusals. An establishment can have one import at a time: until it is done, failed or cancelled, the API answers 409.
         */
        post: operations["createImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{importId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an import
         * @description Links are valid for 15 minutes and need no token; each answer has new ones. The files live one day.
         */
        get: operations["getImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{importId}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply a checked import
         * @description Each row is checked again when it is applied. An import must be applied within 20 hours.
         */
        post: operations["applyImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{importId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an import
         * @description What is applied stays; what is not applied is left. An import that is done or failed cannot be cancelled: the API answers 409.
         */
        post: operations["cancelImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who changed what
         * @description The newest entry comes first. The API writes an entry before it makes the change; if the change fails, `refusal` says why.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Export a list into a CSV file
         * @description The file is made in the background. An establishment can have three exports that are being made; above that the API answers 429. The audit trail says who exported what.
         */
        post: operations["createExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{exportId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an export
         * @description Each answer about an export that is `ready` has a new link to the file.
         */
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the calendars of the establishment
         * @description The oldest calendar comes first. There are ten at the most, so they are one page.
         */
        get: operations["listCalendars"];
        put?: never;
        /**
         * Create a calendar
         * @description Everybody who has the address reads the calendar, without a token. It is shown this once. The language of the request is the language of the calendar. An establishment can have ten calendars.
         */
        post: operations["createCalendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendars/{calendarId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a calendar
         * @description From then on its address answers 404, like an address that never existed.
         */
        delete: operations["revokeCalendar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendar-files/{fileName}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a calendar
         * @description An iCalendar file (RFC 5545) of the passports that expire today or within 180 days, of the people who are followed with the alert `passport-expiry`. Each is an all-day entry with the reference, the label and the last four digits of the identity number. The file has 2,000 passports at the most, those that expire first.
         */
        get: operations["readCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/receipts/sms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report the delivery of an SMS
         * @description The route exists only where an SMS aggregator is configured. The signature is an HMAC with SHA-256, under the agreed key, of the timestamp, a full stop and the body as it is sent. The API answers 403 for every signature that is not valid.
         */
        post: operations["takeSmsReceipt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/unsubscribe/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask whether e-mails are to end
         * @description A page in Arabic and English with a button. It changes nothing.
         */
        get: operations["askToUnsubscribe"];
        put?: never;
        /**
         * End e-mails to a contact
         * @description One click in a mail program (RFC 8058), or the button of the page. The contact is `suppressed` as `opted-out`, and the other verified contacts of the establishment are told. The body is not read.
         */
        post: operations["unsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get this document */
        get: operations["getDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what a problem means
         * @description The `type` of a problem ends in this path. A browser gets a page, and a client that asks for JSON gets JSON. Both are in Arabic and English.
         */
        get: operations["getProblem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "traveller.entered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person entered the country. */
        post: operations["webhookTravellerEntered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "traveller.exited": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person left the country. */
        post: operations["webhookTravellerExited"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "passport.expiring": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A passport expires soon. */
        post: operations["webhookPassportExpiring"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "passport.expired": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A passport has expired. */
        post: operations["webhookPassportExpired"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "passport.renewed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A passport was renewed. */
        post: operations["webhookPassportRenewed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "visa.issued": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A visa was issued. */
        post: operations["webhookVisaIssued"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "visa.changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The status of a visa changed. */
        post: operations["webhookVisaChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "following.ended": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person no longer belongs to the establishment. Nothing more is told of them. */
        post: operations["webhookFollowingEnded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "contact.suppressed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another contact of the establishment no longer receives messages. */
        post: operations["webhookContactSuppressed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "import.done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An import is applied. */
        post: operations["webhookImportDone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "contact.verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a new webhook to answer 2xx with `data.challenge` in the body. */
        post: operations["webhookContactVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    test: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A test that the establishment asked for. */
        post: operations["webhookTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description A change that a caller requested, and why it failed, if it did. */
        AuditEntry: {
            id: string;
            /** Format: date-time */
            at: string;
            /** @description The caller, as the issuer of the token names it. */
            actor: string;
            /** @enum {string} */
            action: "contact.create" | "contact.change" | "contact.delete" | "contact.send-code" | "contact.verify" | "contact.renew-secret" | "contact.test" | "contact.replay" | "contact.unsubscribe" | "subscription.put" | "subscription.change" | "subscription.delete" | "default-subscription.put" | "default-subscription.delete" | "establishment.change" | "import.create" | "import.apply" | "import.cancel" | "calendar.create" | "calendar.delete" | "export.create" | "request.refused";
            /** @description The contact of the change. */
            contactId?: string;
            /** @description The traveller of the change: ten ASCII digits or, after the data of the person was erased, `erased:` and a random UUID. */
            identityNumber?: string;
            /** @description The import that was started, applied or cancelled. */
            importId?: string;
            /** @description The calendar that was created or revoked. */
            calendarId?: string;
            /** @description The names of the fields that the request changes; never their values. */
            fields: string[];
            /** @description Why the change failed: the slug of the problem in the answer. `overtaken`: another request changed the same, and another entry of this request tells what became of it. */
            refusal?: string;
            /** @description The id of the request, as in the `instance` of a problem. */
            requestId: string;
        };
        /** @description A page of entries. */
        AuditList: {
            items: components["schemas"]["AuditEntry"][];
            /** @description The cursor of the next page. It is absent on the last page. */
            nextCursor?: string;
        };
        /** @description A calendar of the establishment. */
        Calendar: {
            /**
             * Format: uuid
             * @description The name of the calendar in other programs ends in its last four characters.
             */
            id: string;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description The calendars of the establishment. */
        CalendarList: {
            items: components["schemas"]["Calendar"][];
        };
        /**
         * @description A mobile number, an e-mail address or a system of the establishment.
         * @example {
         *       "id": "0017daa8-0884-4525-b888-f8598e303dd1",
         *       "channel": "sms",
         *       "address": "+966500100777",
         *       "label": "Night desk",
         *       "language": "en",
         *       "delivery": "immediate",
         *       "status": "verified",
         *       "createdAt": "2026-11-22T23:37:09.497Z",
         *       "updatedAt": "2026-11-22T23:37:11.036Z"
         *     }
         */
        Contact: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            channel: "sms" | "email" | "webhook";
            /** @description A Saudi mobile number in E.164, an e-mail address in lower case with its domain in ASCII, or the https address of a system. */
            address: string;
            /** @description A new address that is not verified yet. Until it is verified, `address` receives messages. */
            pendingAddress?: string;
            /** @description The name that the establishment gave the contact. */
            label?: string;
            /**
             * @description The language of messages to the contact.
             * @enum {string}
             */
            language: "ar" | "en";
            /**
             * @description `pending`: the contact waits for its code. `verified`: the contact receives messages. `suppressed`: the address does not work, or its owner wants no more; the API sends nothing there until the contact is verified again.
             * @enum {string}
             */
            status: "pending" | "verified" | "suppressed";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * @description `immediate`: each alert comes by itself. `daily`: alerts are held for one message, Sunday to Thursday at 08:00 in Riyadh. Codes, messages of the service and `following-ended` come at once in any case.
             * @enum {string}
             */
            delivery: "immediate" | "daily";
            /**
             * @description Only of a suppressed contact. `bounced`: the address does not exist. `complained`: its owner called our messages spam. `opted-out`: its owner stopped them. `gone`: a system answered 410. `unreachable`: a system took nothing for 72 hours.
             * @enum {string}
             */
            suppressionReason?: "bounced" | "complained" | "opted-out" | "gone" | "unreachable";
        };
        /**
         * @description The fields of a contact that change.
         * @example {
         *       "address": "+966500100778"
         *     }
         */
        ContactChange: {
            /** @description `null` clears the label. */
            label?: string | null;
            /** @enum {string} */
            language?: "ar" | "en";
            /**
             * @description As for a new contact. What is held comes with the next daily message, also after a change to `immediate`.
             * @enum {string}
             */
            delivery?: "immediate" | "daily";
            /** @description As for a new contact. The current address cancels a pending change. */
            address?: string;
        };
        /** @description Contacts by their status. */
        ContactCounts: {
            verified: number;
            pending: number;
            suppressed: number;
        };
        /** @description A page of contacts. */
        ContactList: {
            items: components["schemas"]["Contact"][];
            /** @description The cursor of the next page. It is absent on the last page. */
            nextCursor?: string;
        };
        /** @description A contact; for a webhook with the secret that signs its messages, which is shown this once. */
        ContactWithSecret: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            channel: "sms" | "email" | "webhook";
            /** @description A Saudi mobile number in E.164, an e-mail address in lower case with its domain in ASCII, or the https address of a system. */
            address: string;
            /** @description A new address that is not verified yet. Until it is verified, `address` receives messages. */
            pendingAddress?: string;
            /** @description The name that the establishment gave the contact. */
            label?: string;
            /**
             * @description The language of messages to the contact.
             * @enum {string}
             */
            language: "ar" | "en";
            /**
             * @description `pending`: the contact waits for its code. `verified`: the contact receives messages. `suppressed`: the address does not work, or its owner wants no more; the API sends nothing there until the contact is verified again.
             * @enum {string}
             */
            status: "pending" | "verified" | "suppressed";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * @description `immediate`: each alert comes by itself. `daily`: alerts are held for one message, Sunday to Thursday at 08:00 in Riyadh. Codes, messages of the service and `following-ended` come at once in any case.
             * @enum {string}
             */
            delivery: "immediate" | "daily";
            /**
             * @description Only of a suppressed contact. `bounced`: the address does not exist. `complained`: its owner called our messages spam. `opted-out`: its owner stopped them. `gone`: a system answered 410. `unreachable`: a system took nothing for 72 hours.
             * @enum {string}
             */
            suppressionReason?: "bounced" | "complained" | "opted-out" | "gone" | "unreachable";
            /** @description Of a webhook: the secret of Standard Webhooks, `whsec_` and Base64. */
            secret?: string;
        };
        /**
         * @description What the establishment chooses for everyone who belongs to it and has no subscription of their own.
         * @example {
         *       "kinds": [
         *         "resident"
         *       ],
         *       "alerts": [
         *         "exit",
         *         "passport-expiry"
         *       ],
         *       "contactIds": [
         *         "0017daa8-0884-4525-b888-f8598e303dd1"
         *       ],
         *       "expiryLeadDays": [
         *         90,
         *         60,
         *         30,
         *         14,
         *         7,
         *         1,
         *         0
         *       ],
         *       "createdAt": "2026-11-22T23:30:12.417Z",
         *       "updatedAt": "2026-11-22T23:30:12.417Z"
         *     }
         */
        DefaultSubscription: {
            /** @description The kinds of people that it follows. */
            kinds: ("resident" | "visitor")[];
            /** @description The alerts in force. The list is empty while the subscription is `inactive`. */
            alerts: ("entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status")[];
            /** @description The contacts in force. Contacts that were deleted are left out. The list is empty while the subscription is `inactive`. */
            contactIds: string[];
            /** @description Lead days in descending order. */
            expiryLeadDays: (180 | 90 | 60 | 30 | 14 | 7 | 3 | 1 | 0)[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description The establishment of the token. */
        Establishment: {
            /** @description The unified national number: ten ASCII digits. */
            id: string;
            /**
             * @description `manage`: the token may change things. `read`: the token may only read.
             * @enum {string}
             */
            role: "manage" | "read";
            /**
             * @description Whether a message names a person who has neither a reference nor a label: `never`, or `when-unlabelled` by the first name.
             * @enum {string}
             */
            showNames: "never" | "when-unlabelled";
            retentionDays: components["schemas"]["RetentionDays"];
            limits: components["schemas"]["EstablishmentLimits"];
            used: components["schemas"]["EstablishmentUse"];
        };
        /**
         * @description The choices of the establishment that change.
         * @example {
         *       "showNames": "when-unlabelled"
         *     }
         */
        EstablishmentChange: {
            /**
             * @description Whether a message names a person who has neither a reference nor a label: `never`, or `when-unlabelled` by the first name.
             * @enum {string}
             */
            showNames?: "never" | "when-unlabelled";
        };
        /** @description What the establishment may have at most. */
        EstablishmentLimits: {
            /** @description Contacts. */
            contacts: number;
            /** @description Subscriptions that have not ended. */
            subscriptions: number;
            /** @description Parts of SMS in a calendar month in Riyadh. */
            smsPartsPerMonth: number;
            /** @description Verification codes in 24 hours, to all contacts together. */
            codesPerDay: number;
        };
        /** @description What the establishment has used of its limits. */
        EstablishmentUse: {
            /** @description Contacts, whatever their status. */
            contacts: number;
            /** @description Parts of SMS that were charged in this month in Riyadh. */
            smsPartsThisMonth: number;
            /** @description Verification codes that were sent in the last 24 hours. */
            codesLast24Hours: number;
        };
        /** @description A list as a file. */
        Export: {
            /** Format: uuid */
            id: string;
            /**
             * @description The list.
             * @enum {string}
             */
            what: "travellers" | "subscriptions" | "notifications" | "audit";
            /**
             * @description `making`: the file is being made. `ready`: `url` leads to it. `failed`: it was not made; please start another.
             * @enum {string}
             */
            status: "making" | "ready" | "failed";
            /** @description Where the file is: CSV in UTF-8 with a byte order mark. The link needs no token. */
            url?: string;
            /**
             * Format: date-time
             * @description When `url` ends. Get the export again for a new one; the file is there for a day.
             */
            expiresAt?: string;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description What is wrong with one field or parameter. */
        FieldError: {
            /** @description A JSON Pointer into the body. A parameter is written like a field of the body. */
            path: string;
            /**
             * @description The error. Use this in a program.
             * @enum {string}
             */
            code: "required" | "unknown-field" | "wrong-type" | "too-long" | "too-short" | "citizen-number" | "bad-check-digit" | "bad-prefix" | "bad-length" | "not-saudi-mobile" | "bad-email" | "unknown-contact" | "duplicate" | "limit-reached" | "not-offered" | "bad-cursor" | "bad-date" | "control-character" | "holds-link" | "holds-number" | "bad-reference" | "bad-url" | "not-https" | "holds-credentials" | "bad-port" | "not-public" | "too-early";
            /** @description A text for people, in the language of the answer. It says which values are valid. */
            message: string;
            /** @description The maximum: of the number itself, or of its characters, digits or entries. */
            maximum?: number;
            /** @description The minimum, counted in the same way. */
            minimum?: number;
            /** @description The allowed values; for an identity number the allowed first digits, for an unknown field the names of the known fields. */
            allowed?: (string | number | boolean)[];
        };
        /** @description An answer of the gateway in front of the API. */
        GatewayMessage: {
            message: string;
        };
        /**
         * @description A file of people, what it would change, and how far it is applied.
         * @example {
         *       "id": "019ab0d2-7c00-7e4f-8a9b-0c1d2e3f4a5b",
         *       "fileName": "people.csv",
         *       "mode": "add-and-change",
         *       "status": "ready",
         *       "counts": {
         *         "rows": 300,
         *         "add": 280,
         *         "change": 12,
         *         "same": 6,
         *         "remove": 0,
         *         "refused": 2,
         *         "applied": 0
         *       },
         *       "createdAt": "2026-11-22T23:30:12.417Z",
         *       "updatedAt": "2026-11-22T23:30:19.168Z"
         *     }
         */
        Import: {
            /** Format: uuid */
            id: string;
            fileName: string;
            /**
             * @description `add-and-change`: what is not in the file stays as it is. `make-equal`: the subscriptions of people who are not in the file end; those people follow the default subscription, where there is one.
             * @enum {string}
             */
            mode: "add-and-change" | "make-equal";
            /**
             * @description `awaiting-upload`: the import waits for its file. `checking`: the file is compared with what is stored. `ready`: the import can be applied. `applying`: the rows are being written. `done`: all rows are written or refused. `failed`: see `failureReason`. `cancelled`: somebody cancelled the import.
             * @enum {string}
             */
            status: "awaiting-upload" | "checking" | "ready" | "applying" | "done" | "failed" | "cancelled";
            /**
             * @description Why the import failed. Use this in a program.
             * @enum {string}
             */
            failureReason?: "empty-file" | "pdf-file" | "excel-file" | "not-a-table" | "broken-encoding" | "broken-quotes" | "no-identity-column" | "duplicate-column" | "too-many-columns" | "no-rows" | "too-many-rows" | "too-large" | "not-uploaded" | "expired";
            /** @description Why the import failed, for people, in the language of the request that started it. */
            failureMessage?: string;
            /** @description Only while the import waits for its file. */
            upload?: components["schemas"]["ImportUpload"];
            /** @description Absent until the file is read. They grow while the import is checked and applied. */
            counts?: components["schemas"]["ImportCounts"];
            /** @description The columns of the file that mean nothing here. */
            ignoredColumns?: string[];
            /** @description The first 100 refused rows, while their file is kept. */
            refused?: components["schemas"]["ImportRefusal"][];
            /**
             * Format: uri
             * @description All refused rows as a CSV file that says what is wrong in one more column. Corrected, it can be imported again.
             */
            refusedFileUrl?: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description What the check found, and how much is applied. Rows count people. */
        ImportCounts: {
            /** @description Rows of the file, without the header and blank rows. */
            rows: number;
            /** @description Rows that make a subscription. */
            add: number;
            /** @description Rows that change a subscription. */
            change: number;
            /** @description Rows that change nothing. */
            same: number;
            /** @description Subscriptions that end because their people are not in the file. */
            remove: number;
            /** @description Rows that are refused, when they were checked or when they were applied. */
            refused: number;
            /** @description Subscriptions that were written or ended. */
            applied: number;
        };
        /** @description A page of imports. */
        ImportList: {
            items: components["schemas"]["Import"][];
            /** @description The cursor of the next page. It is absent on the last page. */
            nextCursor?: string;
        };
        /** @description A row that was refused. */
        ImportRefusal: {
            /** @description The number of the row; the header is row 1. */
            row: number;
            /** @description Ten ASCII digits; absent where the row does not tell it. */
            identityNumber?: string;
            /**
             * @description The column of the first error; absent where it is the whole row.
             * @enum {string}
             */
            column?: "identity_number" | "reference" | "label" | "follow" | "alerts" | "contacts" | "lead_days";
            /**
             * @description The first error. Use this in a program.
             * @enum {string}
             */
            code: "required" | "unknown-field" | "wrong-type" | "too-long" | "too-short" | "citizen-number" | "bad-check-digit" | "bad-prefix" | "bad-length" | "not-saudi-mobile" | "bad-email" | "unknown-contact" | "duplicate" | "limit-reached" | "not-offered" | "bad-cursor" | "bad-date" | "control-character" | "holds-link" | "holds-number" | "bad-reference" | "bad-url" | "not-https" | "holds-credentials" | "bad-port" | "not-public" | "too-early" | "not-affiliated" | "ambiguous-contact" | "shortened-number" | "formula" | "row-too-long" | "excluded" | "not-readable";
            /** @description What is wrong with the row, for people, in the language of the request that started the import. */
            message: string;
        };
        /** @description How to upload the file. The request needs no token. */
        ImportUpload: {
            /** @constant */
            method: "PUT";
            /**
             * Format: uri
             * @description Where to PUT the file.
             */
            url: string;
            /** @description The headers that the request must have. */
            headers: {
                [key: string]: string;
            };
            /** Format: date-time */
            expiresAt: string;
        };
        /**
         * @description A message as it would be sent.
         * @example {
         *       "text": "Resident 6717 exited Saudi Arabia\n1042 Crane operator\n2026-11-22 08:15\nPort: King Khalid International Airport",
         *       "parts": 1
         *     }
         */
        MessagePreview: {
            /** @description The SMS, or the text part of the e-mail. */
            text: string;
            /** @description The parts of the SMS; only for an SMS. */
            parts?: number;
            /** @description The subject; only for an e-mail. */
            subject?: string;
            /** @description The HTML part; only for an e-mail. */
            html?: string;
        };
        /**
         * @description The message to preview.
         * @example {
         *       "alert": "exit",
         *       "kind": "resident",
         *       "channel": "sms",
         *       "language": "en",
         *       "reference": "1042",
         *       "label": "Crane operator"
         *     }
         */
        MessagePreviewRequest: {
            /**
             * @description What the message is about; `following-ended` is the last message when a subscription ends.
             * @enum {string}
             */
            alert: "entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status" | "following-ended";
            /**
             * @description Whom the message is about: a resident or a visitor.
             * @enum {string}
             */
            kind: "resident" | "visitor";
            /**
             * @description How the message would be sent.
             * @enum {string}
             */
            channel: "sms" | "email";
            /**
             * @description The language of the contact.
             * @enum {string}
             */
            language: "ar" | "en";
            /** @description The establishment's own number for the person: up to 12 letters of any script, digits, `-`, `/` and `_`, but no full number. Digits may be ASCII, Arabic-Indic or Persian. Several persons may have the same. */
            reference?: string;
            /** @description A text of up to 40 characters, at least one of them visible. It must not contain control characters, a link or a full number. The API drops blanks around it. */
            label?: string;
        };
        /** @description A name in both languages. */
        Name: {
            ar: string;
            en: string;
        };
        /** @description A new calendar, with its address. */
        NewCalendar: {
            /**
             * Format: uuid
             * @description The name of the calendar in other programs ends in its last four characters.
             */
            id: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: uri
             * @description The secret address. It is shown this once.
             */
            url: string;
        };
        /**
         * @description A new contact.
         * @example {
         *       "channel": "sms",
         *       "address": "+966 50 010 0777",
         *       "language": "en",
         *       "label": "Night desk"
         *     }
         */
        NewContact: {
            /** @enum {string} */
            channel: "sms" | "email" | "webhook";
            /** @description A Saudi mobile number, an e-mail address, or the https address of a system (port 443, or 1024 and above). An establishment can have an address once per channel. Digits may be ASCII, Arabic-Indic or Persian; the API drops spaces and hyphens. */
            address: string;
            /**
             * @description The language of messages to the contact.
             * @default ar
             * @enum {string}
             */
            language?: "ar" | "en";
            /**
             * @description `immediate`: each alert comes by itself. `daily`: alerts are held for one message, Sunday to Thursday at 08:00 in Riyadh. Codes, messages of the service and `following-ended` come at once in any case.
             * @default immediate
             * @enum {string}
             */
            delivery?: "immediate" | "daily";
            /** @description A text of up to 40 characters, at least one of them visible. It must not contain control characters, a link or a full number. The API drops blanks around it. */
            label?: string;
        };
        /**
         * @description A whole default subscription.
         * @example {
         *       "kinds": [
         *         "resident"
         *       ],
         *       "alerts": [
         *         "exit",
         *         "passport-expiry"
         *       ],
         *       "contactIds": [
         *         "0017daa8-0884-4525-b888-f8598e303dd1"
         *       ]
         *     }
         */
        NewDefaultSubscription: {
            /** @description The kinds of people to follow. */
            kinds: ("resident" | "visitor")[];
            /** @description The alerts to send. */
            alerts: ("entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status")[];
            /** @description Contacts of the establishment. Verified contacts receive the alerts. */
            contactIds: string[];
            /**
             * @description Days before the expiry of the passport on which the API sends a reminder; 0 is the day of expiry. The list must not be empty if `alerts` has `passport-expiry`.
             * @default [
             *       90,
             *       60,
             *       30,
             *       14,
             *       7,
             *       1,
             *       0
             *     ]
             */
            expiryLeadDays?: (180 | 90 | 60 | 30 | 14 | 7 | 3 | 1 | 0)[];
        };
        /**
         * @description The list to export.
         * @example {
         *       "what": "travellers",
         *       "filters": {
         *         "passportExpiresBefore": "2027-01-01"
         *       }
         *     }
         */
        NewExport: {
            /**
             * @description The list. The people of `travellers` and `subscriptions` have the columns of an import.
             * @enum {string}
             */
            what: "travellers" | "subscriptions" | "notifications" | "audit";
            /** @description The filters of the list, as its route takes them in the query: texts by their names. */
            filters?: {
                [key: string]: string;
            };
        };
        /**
         * @description A new import.
         * @example {
         *       "fileName": "people.csv",
         *       "mode": "add-and-change"
         *     }
         */
        NewImport: {
            /** @description The name of the file, for people: up to 255 characters. */
            fileName: string;
            /**
             * @description `add-and-change`: what is not in the file stays as it is. `make-equal`: the subscriptions of people who are not in the file end; those people follow the default subscription, where there is one.
             * @enum {string}
             */
            mode: "add-and-change" | "make-equal";
        };
        /**
         * @description A whole subscription. What is absent of `alerts`, `contactIds` and `expiryLeadDays` is inherited from the default subscription.
         * @example {
         *       "alerts": [
         *         "entry",
         *         "passport-expiry"
         *       ],
         *       "contactIds": [
         *         "0017daa8-0884-4525-b888-f8598e303dd1"
         *       ],
         *       "expiryLeadDays": [
         *         7,
         *         30,
         *         0
         *       ],
         *       "reference": "G-118",
         *       "label": "Guest of the week"
         *     }
         */
        NewSubscription: {
            /** @description The alerts to send. */
            alerts?: ("entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status")[];
            /** @description Contacts of the establishment. Verified contacts receive the alerts. */
            contactIds?: string[];
            /** @description Days before the expiry of the passport on which the API sends a reminder; 0 is the day of expiry. The list must not be empty if `alerts` has `passport-expiry`. */
            expiryLeadDays?: (180 | 90 | 60 | 30 | 14 | 7 | 3 | 1 | 0)[];
            /** @description The establishment's own number for the person: up to 12 letters of any script, digits, `-`, `/` and `_`, but no full number. Digits may be ASCII, Arabic-Indic or Persian. Several persons may have the same. */
            reference?: string;
            /** @description A text of up to 40 characters, at least one of them visible. It must not contain control characters, a link or a full number. The API drops blanks around it. */
            label?: string;
            /** @description If true, the person is not followed, by the default subscription neither. Only `reference` and `label` can stand beside it. */
            excluded?: boolean;
        };
        /** @description One message about one event to one contact, and its status. */
        Notification: {
            /** Format: uuid */
            id: string;
            /** @description The traveller: ten ASCII digits. */
            identityNumber: string;
            /**
             * @description An alert, or `following-ended`: the last message when a subscription ended.
             * @enum {string}
             */
            alert: "entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status" | "following-ended";
            event: components["schemas"]["NotifiedEvent"];
            /** Format: uuid */
            contactId: string;
            /** @enum {string} */
            channel: "sms" | "email" | "webhook";
            /** @description The masked address. */
            to: string;
            /** @enum {string} */
            language: "ar" | "en";
            /** @description The text of the message; for an e-mail its text part. A notification of a daily message has the text that it would have by itself. */
            text: string;
            /**
             * @description `held`: the notification waits for the daily message of its contact. `queued`: the message waits to be sent. `sending`: the message is being sent. `sent`: the provider accepted the message. `delivered`: the message arrived. `failed`, `cancelled`: see `failureReason`.
             * @enum {string}
             */
            status: "held" | "queued" | "sending" | "sent" | "delivered" | "failed" | "cancelled";
            /**
             * @description Why the notification failed or was cancelled.
             * @enum {string}
             */
            failureReason?: "invalid-destination" | "opted-out" | "bounced" | "complained" | "gone" | "unreachable" | "provider-rejected" | "spend-limit" | "too-late" | "contact-suppressed" | "superseded" | "affiliation-ended" | "unsubscribed";
            /** @description The daily message that tells of the notification. All notifications of one daily message have the same, and their status follows it. */
            digestId?: string;
            /** @description The first step and the latest steps. */
            history: components["schemas"]["NotificationStep"][];
            /** Format: date-time */
            createdAt: string;
        };
        /** @description Notifications that were created in the last seven days, by their status. One that is being sent counts as `queued`, so `sending` is 0. */
        NotificationCounts: {
            held: number;
            queued: number;
            sending: number;
            sent: number;
            delivered: number;
            failed: number;
            cancelled: number;
        };
        /** @description A page of notifications. */
        NotificationList: {
            items: components["schemas"]["Notification"][];
            /** @description The cursor of the next page. It is absent on the last page. */
            nextCursor?: string;
        };
        /** @description A change of the status of a notification. */
        NotificationStep: {
            /** @enum {string} */
            status: "held" | "queued" | "sending" | "sent" | "delivered" | "failed" | "cancelled";
            /** Format: date-time */
            at: string;
            /** @description Why the notification failed, was cancelled, is tried again, or goes to another contact. */
            reason?: string;
        };
        /** @description The event of a notification. */
        NotifiedEvent: {
            /** @description The id that the producer gave the event. */
            id: string;
            /** @description The type of the event, such as `TravellerEntered`. */
            type: string;
            /** Format: date-time */
            occurredAt: string;
        };
        /** @description An OpenAPI 3.1 document. */
        OpenApiDocument: {
            openapi: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The current passport; its number is masked. */
        Passport: {
            /** @description The masked number: it shows at most the last three characters. */
            numberMasked: string;
            /** Format: date */
            expiresOn: string;
            /** @description Days until the passport expires, counted by dates in Asia/Riyadh. The number is negative once it has expired. */
            daysLeft: number;
        };
        /** @description Passports of these people, by the days until they expire, counted by dates in Asia/Riyadh. Day 0 is the day of expiry. */
        PassportCounts: {
            expired: number;
            in0to30Days: number;
            in31to60Days: number;
            in61to90Days: number;
        };
        /** @description The people who belong to the establishment. */
        PeopleCounts: {
            total: number;
            residents: number;
            visitors: number;
            /** @description Those whom a subscription of their own or the default subscription follows. */
            followed: number;
        };
        /**
         * @description What is wrong with a request (RFC 9457). A program must use `type` and `code`, never the texts.
         * @example {
         *       "type": "https://passport-notifications.example/problems/validation-failed",
         *       "title": "Some data is not valid",
         *       "status": 422,
         *       "detail": "Please correct the fields that are named with this message.",
         *       "instance": "urn:uuid:e99b0070-b690-446d-8fb1-950204f65e39",
         *       "errors": [
         *         {
         *           "path": "/labl",
         *           "code": "unknown-field",
         *           "message": "This field is not known here. Known: label, language, address.",
         *           "allowed": [
         *             "label",
         *             "language",
         *             "address"
         *           ]
         *         }
         *       ]
         *     }
         */
        Problem: {
            /**
             * @description The problem.
             * @enum {string}
             */
            type: "https://passport-notifications.example/problems/malformed-json" | "https://passport-notifications.example/problems/forbidden" | "https://passport-notifications.example/problems/traveller-not-affiliated" | "https://passport-notifications.example/problems/not-found" | "https://passport-notifications.example/problems/method-not-allowed" | "https://passport-notifications.example/problems/contact-exists" | "https://passport-notifications.example/problems/contact-in-use" | "https://passport-notifications.example/problems/import-in-progress" | "https://passport-notifications.example/problems/not-a-webhook" | "https://passport-notifications.example/problems/not-ready" | "https://passport-notifications.example/problems/not-verified" | "https://passport-notifications.example/problems/nothing-to-verify" | "https://passport-notifications.example/problems/code-expired" | "https://passport-notifications.example/problems/precondition-failed" | "https://passport-notifications.example/problems/payload-too-large" | "https://passport-notifications.example/problems/unsupported-media-type" | "https://passport-notifications.example/problems/validation-failed" | "https://passport-notifications.example/problems/wrong-code" | "https://passport-notifications.example/problems/too-many-requests" | "https://passport-notifications.example/problems/internal" | "https://passport-notifications.example/problems/not-counted-yet";
            /** @description A text for people, in the language of the answer. */
            title: string;
            /** @enum {integer} */
            status: 400 | 403 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 422 | 429 | 500 | 503;
            /** @description A text for people, in the language of the answer. */
            detail: string;
            /**
             * Format: uri
             * @description The id of this answer. Give it when you ask for help.
             */
            instance: string;
            errors?: components["schemas"]["FieldError"][];
        };
        /** @description The meaning of a problem. */
        ProblemDescription: {
            /** @description The problem. */
            type: string;
            status: number;
            title: components["schemas"]["TextInBothLanguages"];
            detail: components["schemas"]["TextInBothLanguages"];
        };
        /**
         * @description From when a webhook is told again.
         * @example {
         *       "from": "2026-11-22T08:00:00+03:00"
         *     }
         */
        Replay: {
            /**
             * Format: date-time
             * @description Since when, in RFC 3339: 30 days ago at the earliest.
             */
            from: string;
        };
        /** @description What is sent again. */
        ReplayStarted: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            until: string;
        };
        /** @description How many days data is kept. */
        RetentionDays: {
            /** @description Days that the list of notifications goes back. */
            notifications: number;
            /** @description Days that the audit trail goes back. */
            audit: number;
        };
        /**
         * @description The delivery of an SMS.
         * @example {
         *       "reference": "b4d49f3d-d1b6-830e-8fda-fd723727ad07",
         *       "status": "delivered"
         *     }
         */
        SmsReceipt: {
            /**
             * Format: uuid
             * @description Our id of the message, from the request to send it.
             */
            reference: string;
            /** @description `delivered` or `failed`. The API accepts and ignores any other status. */
            status: string;
            /** @description Why the delivery failed. */
            code?: string | number | null;
        };
        /**
         * @description Which alerts about a traveller go to which contacts.
         * @example {
         *       "identityNumber": "3200300400",
         *       "kind": "visitor",
         *       "alerts": [
         *         "entry",
         *         "passport-expiry"
         *       ],
         *       "contactIds": [
         *         "0017daa8-0884-4525-b888-f8598e303dd1"
         *       ],
         *       "expiryLeadDays": [
         *         30,
         *         7,
         *         0
         *       ],
         *       "reference": "G-118",
         *       "label": "Guest of the week",
         *       "inherited": [],
         *       "status": "active",
         *       "createdAt": "2026-11-22T23:30:12.417Z",
         *       "updatedAt": "2026-11-22T23:37:11.168Z"
         *     }
         */
        Subscription: {
            /** @description Ten ASCII digits. */
            identityNumber: string;
            /** @enum {string} */
            kind: "resident" | "visitor";
            /** @description The alerts in force. The list is empty while the subscription is `inactive`. */
            alerts: ("entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status")[];
            /** @description The contacts in force. Contacts that were deleted are left out. The list is empty while the subscription is `inactive`. */
            contactIds: string[];
            /** @description Lead days in descending order. */
            expiryLeadDays: (180 | 90 | 60 | 30 | 14 | 7 | 3 | 1 | 0)[];
            /** @description The number that messages show for the traveller, with ASCII digits. */
            reference?: string;
            /** @description The text that messages show for the traveller. */
            label?: string;
            /**
             * @description Only where it is true: the person is not followed, by the default subscription neither.
             * @constant
             */
            excluded?: true;
            /** @description What is not its own but comes from the default subscription. */
            inherited: ("alerts" | "contactIds" | "expiryLeadDays")[];
            /**
             * @description `active`: at least one contact is verified. `awaiting-contact`: no contact is verified. `inactive`: the person is excluded, or the subscription inherits and there is no default subscription for the kind of the person; the API sends no alerts. `ended`: the affiliation has ended, and the API sends no more alerts.
             * @enum {string}
             */
            status: "active" | "awaiting-contact" | "inactive" | "ended";
            /**
             * @description Why the subscription has ended.
             * @enum {string}
             */
            endedReason?: "transferred" | "final-exit" | "departed" | "deceased" | "other";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /**
         * @description The fields of a subscription that change.
         * @example {
         *       "alerts": [
         *         "exit"
         *       ],
         *       "label": null
         *     }
         */
        SubscriptionChange: {
            /** @description `null`: inherited from the default subscription, like the two that follow. */
            alerts?: ("entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status")[] | null;
            contactIds?: string[] | null;
            expiryLeadDays?: (180 | 90 | 60 | 30 | 14 | 7 | 3 | 1 | 0)[] | null;
            /** @description `null` clears the reference. */
            reference?: string | null;
            /** @description `null` clears the label. */
            label?: string | null;
            /** @description If true, the person is not followed any more. If false, the person is followed again. */
            excluded?: boolean;
        };
        /** @description A page of subscriptions. */
        SubscriptionList: {
            items: components["schemas"]["Subscription"][];
            /** @description The cursor of the next page. It is absent on the last page. */
            nextCursor?: string;
        };
        /** @description The numbers of a home page. */
        Summary: {
            /**
             * Format: date-time
             * @description The instant that the numbers of people, passports and notifications are of; those of contacts are of now.
             */
            asOf: string;
            people: components["schemas"]["PeopleCounts"];
            passports: components["schemas"]["PassportCounts"];
            contacts: components["schemas"]["ContactCounts"];
            notificationsLast7Days: components["schemas"]["NotificationCounts"];
        };
        /** @description A test that is on its way. */
        TestSent: {
            /**
             * Format: uuid
             * @description The `webhook-id` of the test.
             */
            notificationId: string;
        };
        /** @description A text in both languages. */
        TextInBothLanguages: {
            en: string;
            ar: string;
        };
        /** @description A resident or visitor who belongs to the establishment now. */
        Traveller: {
            /** @description Ten ASCII digits. */
            identityNumber: string;
            /** @enum {string} */
            kind: "resident" | "visitor";
            name: components["schemas"]["Name"];
            /** @description ISO 3166 alpha-3. */
            nationality: string;
            passport: components["schemas"]["Passport"];
            /** @description Whether this person has a subscription of their own that has not ended. */
            subscribed: boolean;
            /**
             * @description `own`: a subscription of their own follows the person. `default`: the default subscription does. `none`: nobody is told of the person.
             * @enum {string}
             */
            following: "own" | "default" | "none";
            /** @description The reference of the subscription of their own. */
            reference?: string;
            /** @description The label of the subscription of their own. */
            label?: string;
            /** @description The alerts in force: own or inherited ones. Empty where the person is not followed. */
            alerts: ("entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status")[];
        };
        /** @description A page of travellers. */
        TravellerList: {
            items: components["schemas"]["Traveller"][];
            /** @description The cursor of the next page. It is absent on the last page. */
            nextCursor?: string;
        };
        /**
         * @description The code that the API sent to a contact.
         * @example {
         *       "code": "303779"
         *     }
         */
        Verification: {
            /** @description Six digits: ASCII, Arabic-Indic or Persian. */
            code: string;
        };
        /** @description What came of one request to a webhook. */
        WebhookAnswer: {
            /** Format: date-time */
            at: string;
            /**
             * Format: uuid
             * @description The `webhook-id` of the request.
             */
            notificationId: string;
            /** @description The status of the answer. It is absent if none came. */
            status?: number;
            /**
             * @description Why the request does not count as taken. `refused`: the status was none of 2xx. `redirect`: redirects are not followed. `no-answer`: no answer came within 8 seconds. `no-connection`: the name is not known, or nothing listens there. `bad-certificate`: the certificate is not valid. `not-public`: the address does not lead to the public internet. `no-challenge`: the answer does not hold the challenge.
             * @enum {string}
             */
            failure?: "not-public" | "bad-certificate" | "no-connection" | "no-answer" | "redirect" | "refused" | "no-challenge";
            /** @description The first 200 characters of the answer. */
            text?: string;
        };
        /** @description What the system of a webhook answered last. */
        WebhookAnswers: {
            /** @description Ten at the most, the newest first. */
            items: components["schemas"]["WebhookAnswer"][];
            /**
             * Format: date-time
             * @description Until when the system is left alone because it failed three times in a row or more often.
             */
            pausedUntil?: string;
        };
        /** @description Another contact of the establishment no longer receives messages. */
        WebhookContactSuppressed: {
            /** @constant */
            type: "contact.suppressed";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                /** @enum {string} */
                channel: "sms" | "email" | "webhook";
                addressMasked: string;
                /** @enum {string} */
                reason?: "bounced" | "complained" | "opted-out" | "gone" | "unreachable";
            };
        };
        /** @description Asks a new webhook to answer 2xx with `data.challenge` in the body. */
        WebhookContactVerification: {
            /** @constant */
            type: "contact.verification";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                challenge: string;
            };
        };
        /** @description A person no longer belongs to the establishment. Nothing more is told of them. */
        WebhookFollowingEnded: {
            /** @constant */
            type: "following.ended";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                eventId: string;
                /** Format: date-time */
                occurredAt: string;
                identityNumber: string;
                /** @enum {string} */
                kind: "resident" | "visitor";
                reference?: string;
                label?: string;
                /** @enum {string} */
                reason?: "transferred" | "deceased";
            };
        };
        /** @description An import is applied. */
        WebhookImportDone: {
            /** @constant */
            type: "import.done";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                importId: string;
                counts: {
                    rows: number;
                    applied: number;
                    refused: number;
                };
            };
        };
        /** @description A passport has expired. */
        WebhookPassportExpired: {
            /** @constant */
            type: "passport.expired";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                eventId: string;
                /** Format: date-time */
                occurredAt: string;
                identityNumber: string;
                /** @enum {string} */
                kind: "resident" | "visitor";
                reference?: string;
                label?: string;
                passport: {
                    /** Format: date */
                    expiresOn: string;
                };
            };
        };
        /** @description A passport expires soon. */
        WebhookPassportExpiring: {
            /** @constant */
            type: "passport.expiring";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                eventId: string;
                /** Format: date-time */
                occurredAt: string;
                identityNumber: string;
                /** @enum {string} */
                kind: "resident" | "visitor";
                reference?: string;
                label?: string;
                passport: {
                    /** Format: date */
                    expiresOn: string;
                };
                daysLeft: number;
            };
        };
        /** @description A passport was renewed. */
        WebhookPassportRenewed: {
            /** @constant */
            type: "passport.renewed";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                eventId: string;
                /** Format: date-time */
                occurredAt: string;
                identityNumber: string;
                /** @enum {string} */
                kind: "resident" | "visitor";
                reference?: string;
                label?: string;
                passport: {
                    numberMasked?: string;
                    /** Format: date */
                    expiresOn: string;
                };
            };
        };
        /** @description A test that the establishment asked for. */
        WebhookTest: {
            /** @constant */
            type: "test";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
            };
        };
        /** @description A person entered the country. */
        WebhookTravellerEntered: {
            /** @constant */
            type: "traveller.entered";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                eventId: string;
                /** Format: date-time */
                occurredAt: string;
                identityNumber: string;
                /** @enum {string} */
                kind: "resident" | "visitor";
                reference?: string;
                label?: string;
                port: {
                    code: string;
                    name: {
                        ar: string;
                        en: string;
                    };
                };
                /** @enum {string} */
                mode: "air" | "land" | "sea";
            };
        };
        /** @description A person left the country. */
        WebhookTravellerExited: {
            /** @constant */
            type: "traveller.exited";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                eventId: string;
                /** Format: date-time */
                occurredAt: string;
                identityNumber: string;
                /** @enum {string} */
                kind: "resident" | "visitor";
                reference?: string;
                label?: string;
                port: {
                    code: string;
                    name: {
                        ar: string;
                        en: string;
                    };
                };
                /** @enum {string} */
                mode: "air" | "land" | "sea";
            };
        };
        /** @description The status of a visa changed. */
        WebhookVisaChanged: {
            /** @constant */
            type: "visa.changed";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                eventId: string;
                /** Format: date-time */
                occurredAt: string;
                identityNumber: string;
                /** @enum {string} */
                kind: "resident" | "visitor";
                reference?: string;
                label?: string;
                visa: {
                    numberMasked?: string;
                    type: string;
                    /** Format: date */
                    expiresOn: string;
                    status: string;
                    /** Format: date */
                    returnBefore?: string;
                    /** Format: date */
                    travelBefore?: string;
                    previousStatus: string;
                };
            };
        };
        /** @description A visa was issued. */
        WebhookVisaIssued: {
            /** @constant */
            type: "visa.issued";
            /** Format: date-time */
            timestamp: string;
            data: {
                notificationId: string;
                eventId: string;
                /** Format: date-time */
                occurredAt: string;
                identityNumber: string;
                /** @enum {string} */
                kind: "resident" | "visitor";
                reference?: string;
                label?: string;
                visa: {
                    numberMasked?: string;
                    type: string;
                    /** Format: date */
                    expiresOn: string;
                    status: string;
                    /** Format: date */
                    returnBefore?: string;
                    /** Format: date */
                    travelBefore?: string;
                };
            };
        };
    };
    responses: {
        /** @description `code-expired` */
        CodeExpired: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/code-expired";
                    /** @constant */
                    status?: 410;
                };
            };
        };
        /** @description `contact-exists` */
        ContactExists: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/contact-exists";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `contact-in-use` */
        ContactInUse: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/contact-in-use";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `forbidden` */
        Forbidden: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/forbidden";
                    /** @constant */
                    status?: 403;
                };
            };
        };
        /** @description `forbidden`; of the gateway: The token has none of our scopes. */
        ForbiddenOrGateway403: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/forbidden";
                    /** @constant */
                    status?: 403;
                };
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description `forbidden`, `traveller-not-affiliated`; of the gateway: The token has none of our scopes. */
        ForbiddenOrTravellerNotAffiliatedOrGateway403: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/forbidden" | "https://passport-notifications.example/problems/traveller-not-affiliated";
                    /** @constant */
                    status?: 403;
                };
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description The request has no token, or the token is not valid. */
        Gateway401: {
            headers: {
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description The gateway receives too many requests. */
        Gateway429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description The API did not answer in time. */
        Gateway503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description `import-in-progress` */
        ImportInProgress: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/import-in-progress";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `internal`; of the gateway: Something went wrong on our side. */
        InternalOrGateway500: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/internal";
                    /** @constant */
                    status?: 500;
                };
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description `malformed-json` */
        MalformedJson: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/malformed-json";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description `not-a-webhook` */
        NotAWebhook: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/not-a-webhook";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `not-a-webhook`, `not-verified` */
        NotAWebhookOrNotVerified: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/not-a-webhook" | "https://passport-notifications.example/problems/not-verified";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `not-counted-yet`; of the gateway: The API did not answer in time. */
        NotCountedYetOrGateway503: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/not-counted-yet";
                    /** @constant */
                    status?: 503;
                };
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description `not-found` */
        NotFound: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/not-found";
                    /** @constant */
                    status?: 404;
                };
            };
        };
        /** @description `not-ready` */
        NotReady: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/not-ready";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `nothing-to-verify` */
        NothingToVerify: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/nothing-to-verify";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `payload-too-large`; of the gateway: The request is larger than the gateway accepts. */
        PayloadTooLargeOrGateway413: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/payload-too-large";
                    /** @constant */
                    status?: 413;
                };
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description `precondition-failed` */
        PreconditionFailed: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/precondition-failed";
                    /** @constant */
                    status?: 412;
                };
            };
        };
        /** @description `too-many-requests`; of the gateway: The gateway receives too many requests. */
        TooManyRequestsOrGateway429: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/too-many-requests";
                    /** @constant */
                    status?: 429;
                };
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description `unsupported-media-type` */
        UnsupportedMediaType: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/unsupported-media-type";
                    /** @constant */
                    status?: 415;
                };
            };
        };
        /** @description `validation-failed` */
        ValidationFailed: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/validation-failed";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description `validation-failed`, `wrong-code` */
        ValidationFailedOrWrongCode: {
            headers: {
                "Content-Language": components["headers"]["ContentLanguage"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "https://passport-notifications.example/problems/validation-failed" | "https://passport-notifications.example/problems/wrong-code";
                    /** @constant */
                    status?: 422;
                };
            };
        };
    };
    parameters: {
        /** @description The language of problems: `ar` or `en`. The default is English. */
        AcceptLanguage: string;
        /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
        IfMatch: string;
        /** @description `*`. The API answers 412 if the resource exists. */
        IfAbsent: "*";
        /** @description Entity tags. The API answers 304 if the resource has one of them. */
        IfChanged: string;
        /** @description Now, in seconds since 1970. */
        Timestamp: string;
    };
    requestBodies: never;
    headers: {
        /** @description Entity tag of the representation. */
        ETag: string;
        /** @description Where the new resource is. */
        Location: string;
        /** @description Caches must not keep the answer. */
        CacheControl: "no-store";
        /** @description The caller may keep the answer, and asks before it uses it again. Shared caches must not keep it. */
        PrivateCacheControl: "private, no-cache";
        /** @description How long caches may keep the answer. */
        PublicCacheControl: string;
        /** @description The language of the texts, as `Accept-Language` asks. */
        ContentLanguage: "ar" | "en";
        /** @description What the token lacks. On 403, `scope` lists the scopes that the request needs. */
        WwwAuthenticate: string;
        /** @description Seconds to wait. */
        RetryAfter: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getEstablishment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The establishment. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Establishment"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    changeEstablishment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EstablishmentChange"];
            };
        };
        responses: {
            /** @description The establishment as it is now. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Establishment"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    getSummary: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["NotCountedYetOrGateway503"];
        };
    };
    listTravellers: {
        parameters: {
            query?: {
                /** @description The maximum number of items of a page. A page may have fewer items although more follow. */
                limit?: number;
                /** @description The `nextCursor` of the page before. The filters must be the same. */
                cursor?: string;
                /** @description Lists only residents or only visitors. */
                kind?: "resident" | "visitor";
                /** @description Lists only travellers with a subscription that has not ended (`true`), or only those without one (`false`). */
                subscribed?: boolean;
                /** @description Lists only travellers who are followed by a subscription of their own (`own`), by the default subscription (`default`), or not at all (`none`). */
                following?: "own" | "default" | "none";
                /** @description Lists only travellers whom this text finds: the beginning of the number or its last four or more digits, the beginning of the reference or the label, or the beginning of any word of either name. Each of several words must match. Marks and spellings of letters do not matter. A page may be short. Such as `محمد`. */
                q?: string;
                /** @description Lists only travellers whose passport expires on this date or later. Such as `2026-11-01`. */
                passportExpiresFrom?: string;
                /** @description Lists only travellers whose passport expires before this date. Such as `2026-12-01`. */
                passportExpiresBefore?: string;
            };
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of travellers. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TravellerList"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    getTraveller: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The identity number of a resident (first digit 2, with a check digit) or a visitor (first digit 3 to 6): ten digits, which may be ASCII, Arabic-Indic (٠-٩) or Persian (۰-۹).
                 * @example 2450938176
                 */
                identityNumber: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The traveller. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Traveller"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    listContacts: {
        parameters: {
            query?: {
                /** @description The maximum number of items of a page. A page may have fewer items although more follow. */
                limit?: number;
                /** @description The `nextCursor` of the page before. The filters must be the same. */
                cursor?: string;
            };
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of contacts. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactList"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    createContact: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewContact"];
            };
        };
        responses: {
            /** @description The contact; it is not verified yet. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactWithSecret"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            409: components["responses"]["ContactExists"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    getContact: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a contact.
                 * @example 0017daa8-0884-4525-b888-f8598e303dd1
                 */
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    deleteContact: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a contact.
                 * @example 0017daa8-0884-4525-b888-f8598e303dd1
                 */
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resource is deleted. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["ContactInUse"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    changeContact: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a contact.
                 * @example 0017daa8-0884-4525-b888-f8598e303dd1
                 */
                contactId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactChange"];
            };
        };
        responses: {
            /** @description The contact as it is now. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["ContactExists"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    verifyContact: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a contact.
                 * @example 0017daa8-0884-4525-b888-f8598e303dd1
                 */
                contactId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Verification"];
            };
        };
        responses: {
            /** @description The verified contact. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            410: components["responses"]["CodeExpired"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailedOrWrongCode"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    sendVerificationCode: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a contact.
                 * @example 0017daa8-0884-4525-b888-f8598e303dd1
                 */
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact; the code is on its way. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["NothingToVerify"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    renewSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a contact.
                 * @example 0017daa8-0884-4525-b888-f8598e303dd1
                 */
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact, with its new secret. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactWithSecret"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["NotAWebhook"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a contact.
                 * @example 0017daa8-0884-4525-b888-f8598e303dd1
                 */
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The test is on its way. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestSent"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["NotAWebhookOrNotVerified"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a contact.
                 * @example 0017daa8-0884-4525-b888-f8598e303dd1
                 */
                contactId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Replay"];
            };
        };
        responses: {
            /** @description The replay has begun. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayStarted"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["NotAWebhookOrNotVerified"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    listAnswers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a contact.
                 * @example 0017daa8-0884-4525-b888-f8598e303dd1
                 */
                contactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last answers, the newest first. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswers"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["NotAWebhook"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    getDefaultSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The default subscription. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefaultSubscription"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    putDefaultSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description `*`. The API answers 412 if the resource exists. */
                "If-None-Match"?: components["parameters"]["IfAbsent"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDefaultSubscription"];
            };
        };
        responses: {
            /** @description The replaced default subscription. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefaultSubscription"];
                };
            };
            /** @description The new default subscription. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefaultSubscription"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    deleteDefaultSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resource is deleted. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    getSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The identity number of a resident (first digit 2, with a check digit) or a visitor (first digit 3 to 6): ten digits, which may be ASCII, Arabic-Indic (٠-٩) or Persian (۰-۹).
                 * @example 2450938176
                 */
                identityNumber: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscription. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    putSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description `*`. The API answers 412 if the resource exists. */
                "If-None-Match"?: components["parameters"]["IfAbsent"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The identity number of a resident (first digit 2, with a check digit) or a visitor (first digit 3 to 6): ten digits, which may be ASCII, Arabic-Indic (٠-٩) or Persian (۰-۹).
                 * @example 2450938176
                 */
                identityNumber: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSubscription"];
            };
        };
        responses: {
            /** @description The replaced subscription. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            /** @description The new subscription. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrTravellerNotAffiliatedOrGateway403"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    deleteSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The identity number of a resident (first digit 2, with a check digit) or a visitor (first digit 3 to 6): ten digits, which may be ASCII, Arabic-Indic (٠-٩) or Persian (۰-۹).
                 * @example 2450938176
                 */
                identityNumber: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resource is deleted. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    changeSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags, or `*`. The API answers 412 unless the resource has one of them. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The identity number of a resident (first digit 2, with a check digit) or a visitor (first digit 3 to 6): ten digits, which may be ASCII, Arabic-Indic (٠-٩) or Persian (۰-۹).
                 * @example 2450938176
                 */
                identityNumber: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionChange"];
            };
        };
        responses: {
            /** @description The subscription as it is now. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrTravellerNotAffiliatedOrGateway403"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    listSubscriptions: {
        parameters: {
            query?: {
                /** @description The maximum number of items of a page. A page may have fewer items although more follow. */
                limit?: number;
                /** @description The `nextCursor` of the page before. The filters must be the same. */
                cursor?: string;
                /** @description Lists only subscriptions with this status. */
                status?: "active" | "awaiting-contact" | "inactive" | "ended";
                /** @description Lists only subscriptions with this alert in force. */
                alert?: "entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status";
                /** @description Lists only subscriptions to residents or only those to visitors. */
                kind?: "resident" | "visitor";
                /** @description Lists only subscriptions whose alerts go to this contact, their own or inherited. Such as `0017daa8-0884-4525-b888-f8598e303dd1`. */
                contactId?: string;
            };
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of subscriptions. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionList"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                /** @description The maximum number of items of a page. A page may have fewer items although more follow. */
                limit?: number;
                /** @description The `nextCursor` of the page before. The filters must be the same. */
                cursor?: string;
                /** @description Lists only notifications about this traveller. Digits may be ASCII, Arabic-Indic or Persian. Such as `2450938176`. */
                identityNumber?: string;
                /** @description Lists only notifications with this alert. `following-ended` is the last message when a subscription ended. */
                alert?: "entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status" | "following-ended";
                /** @description Lists only notifications with one of these statuses, separated by commas: `held`, `queued`, `sending`, `sent`, `delivered`, `failed`, `cancelled`. */
                status?: string;
                /** @description Lists only notifications to this contact. Such as `0017daa8-0884-4525-b888-f8598e303dd1`. */
                contactId?: string;
                /** @description Lists only SMS or only e-mails. */
                channel?: "sms" | "email" | "webhook";
                /** @description Lists only items that were created at this instant or later. Such as `2026-11-22T00:00:00+03:00`. */
                from?: string;
                /** @description Lists only items that were created before this instant. Such as `2026-11-23T00:00:00+03:00`. */
                to?: string;
            };
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of notifications. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationList"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    getNotification: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a notification.
                 * @example b4d49f3d-d1b6-830e-8fda-fd723727ad07
                 */
                notificationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notification. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    previewMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessagePreviewRequest"];
            };
        };
        responses: {
            /** @description The message as it would be sent. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePreview"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    listImports: {
        parameters: {
            query?: {
                /** @description The maximum number of items of a page. A page may have fewer items although more follow. */
                limit?: number;
                /** @description The `nextCursor` of the page before. The filters must be the same. */
                cursor?: string;
            };
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of imports. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportList"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    createImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImport"];
            };
        };
        responses: {
            /** @description The import; it waits for its file. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            409: components["responses"]["ImportInProgress"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of an import.
                 * @example 019ab0d2-7c00-7e4f-8a9b-0c1d2e3f4a5b
                 */
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    applyImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of an import.
                 * @example 019ab0d2-7c00-7e4f-8a9b-0c1d2e3f4a5b
                 */
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import; it is being applied. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["NotReady"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    cancelImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of an import.
                 * @example 019ab0d2-7c00-7e4f-8a9b-0c1d2e3f4a5b
                 */
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import; it is cancelled. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["NotReady"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description The maximum number of items of a page. A page may have fewer items although more follow. */
                limit?: number;
                /** @description The `nextCursor` of the page before. The filters must be the same. */
                cursor?: string;
                /** @description Lists only entries that were written at this instant or later. Such as `2026-11-22T00:00:00+03:00`. */
                from?: string;
                /** @description Lists only entries that were written before this instant. Such as `2026-11-23T00:00:00+03:00`. */
                to?: string;
                /** @description Lists only entries with this action. */
                action?: "contact.create" | "contact.change" | "contact.delete" | "contact.send-code" | "contact.verify" | "contact.renew-secret" | "contact.test" | "contact.replay" | "contact.unsubscribe" | "subscription.put" | "subscription.change" | "subscription.delete" | "default-subscription.put" | "default-subscription.delete" | "establishment.change" | "import.create" | "import.apply" | "import.cancel" | "calendar.create" | "calendar.delete" | "export.create" | "request.refused";
                /** @description Lists only entries about this contact. Such as `0017daa8-0884-4525-b888-f8598e303dd1`. */
                contactId?: string;
                /** @description Lists only entries about this traveller. Digits may be ASCII, Arabic-Indic or Persian. Such as `2450938176`. */
                identityNumber?: string;
                /** @description Lists only entries of this caller. */
                actor?: string;
            };
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditList"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    createExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewExport"];
            };
        };
        responses: {
            /** @description The export; the file is being made. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            400: components["responses"]["MalformedJson"];
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    getExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of an export.
                 * @example 4f5b6f39-6a19-4a0c-9d0e-1c7f3c1b5a52
                 */
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    listCalendars: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calendars, without their addresses. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarList"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    createCalendar: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calendar, with its address. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewCalendar"];
                };
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    revokeCalendar: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The id of a calendar.
                 * @example 7c1d0f0e-3b52-4c55-9a3f-5d2b7a1e4b5a
                 */
                calendarId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calendar is revoked. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Gateway401"];
            403: components["responses"]["ForbiddenOrGateway403"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequestsOrGateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    readCalendar: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags. The API answers 304 if the resource has one of them. */
                "If-None-Match"?: components["parameters"]["IfChanged"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /** @description What the address of a calendar ends in. */
                fileName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["PrivateCacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description The file has not changed. */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["PrivateCacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["Gateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    takeSmsReceipt: {
        parameters: {
            query?: never;
            header: {
                /** @description Now, in seconds since 1970. */
                "X-Timestamp": components["parameters"]["Timestamp"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SmsReceipt"];
            };
        };
        responses: {
            /** @description The receipt is accepted. The same receipt may come again. */
            204: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedJson"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["PayloadTooLargeOrGateway413"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["Gateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    askToUnsubscribe: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /** @description What the header of an e-mail ends in. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page that asks. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["Gateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    unsubscribe: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /** @description What the header of an e-mail ends in. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description E-mails have ended; the same again for a request that comes twice. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["Gateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    getDescription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags. The API answers 304 if the resource has one of them. */
                "If-None-Match"?: components["parameters"]["IfChanged"];
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI document. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["PublicCacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
            /** @description The document has not changed. */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["PublicCacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["Gateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    getProblem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`. The default is English. */
                "Accept-Language"?: components["parameters"]["AcceptLanguage"];
            };
            path: {
                /**
                 * @description The last part of the `type` of a problem.
                 * @example validation-failed
                 */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The meaning of the problem. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["PublicCacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDescription"];
                    "text/html": string;
                };
            };
            404: components["responses"]["NotFound"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["Gateway429"];
            500: components["responses"]["InternalOrGateway500"];
            503: components["responses"]["Gateway503"];
        };
    };
    webhookTravellerEntered: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookTravellerEntered"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookTravellerExited: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookTravellerExited"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookPassportExpiring: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookPassportExpiring"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookPassportExpired: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookPassportExpired"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookPassportRenewed: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookPassportRenewed"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookVisaIssued: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookVisaIssued"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookVisaChanged: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookVisaChanged"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookFollowingEnded: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookFollowingEnded"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookContactSuppressed: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookContactSuppressed"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookImportDone: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookImportDone"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookContactVerification: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookContactVerification"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookTest: {
        parameters: {
            query?: never;
            header: {
                /** @description The id of the notification; the same at every try and in a replay. */
                "webhook-id": string;
                /** @description When the request was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description One signature or several with spaces between them: `v1,` and the Base64 of an HMAC-SHA256. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookTest"];
            };
        };
        responses: {
            /** @description Nothing more is to be sent: the contact is suppressed. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The message is taken. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
