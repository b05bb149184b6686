// Made by npm run openapi from the OpenAPI document.

export interface paths {
    "/v1/travellers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the people who belong to the establishment
         * @description Sorted by identity number, with `passportExpiresBefore` by the expiry date of the passport. May lag a moment behind a write.
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
    "/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the contacts of the establishment
         * @description The oldest first.
         */
        get: operations["listContacts"];
        put?: never;
        /**
         * Create a contact
         * @description It is `pending`, and its address gets a code of six digits that verifies it. Codes of a deleted contact with the same address count on, and an establishment has twenty a day, so that this may answer 429.
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
        /** Delete a contact */
        delete: operations["deleteContact"];
        options?: never;
        head?: never;
        /**
         * Change a contact
         * @description A new address of a contact that is not verified replaces the old one. That of a verified contact becomes `pendingAddress`: the old one keeps receiving until the new one is verified, and is told that a change was asked for.
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
         * Verify a contact with the code that it was sent
         * @description A code holds for ten minutes and five tries. Verifying an address that is verified already answers 200 too.
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
         * @description At the earliest 60 seconds after the last one, five in 24 hours, and twenty in 24 hours for all contacts of an establishment.
         */
        post: operations["sendVerificationCode"];
        delete?: never;
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
         * @description Fields that are absent get their defaults. Over a subscription that has ended it makes a new one. An establishment may have 100,000 that have not ended.
         */
        put: operations["putSubscription"];
        post?: never;
        /** Delete a subscription */
        delete: operations["deleteSubscription"];
        options?: never;
        head?: never;
        /** Change a subscription */
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
         * @description Sorted by identity number, those that have ended included. May lag a moment behind a write.
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
         * List what the establishment was told
         * @description The newest first, for as long as the deployment keeps them: 90 days by default. May lag a moment behind a write.
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
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who changed what
         * @description The newest first. An entry is written before the change that it tells of; where nothing came of it, `refusal` says why.
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
         * Tell what became of an SMS
         * @description Served only where an SMS aggregator is configured. The signature is the HMAC with SHA-256, under the key that was agreed on, of the timestamp, a full stop and the body as it is sent. Whatever is wrong with it, the answer is the same 403.
         */
        post: operations["takeSmsReceipt"];
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
         * @description What follows the host in the `type` of a problem. A browser gets a page, a client that asks for JSON gets JSON; both in both languages.
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
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What somebody was about to change, and why nothing came of it, if so. */
        AuditEntry: {
            id: string;
            /** Format: date-time */
            at: string;
            /** @description Who, as the token's issuer names them. */
            actor: string;
            /** @enum {string} */
            action: "contact.create" | "contact.change" | "contact.delete" | "contact.send-code" | "contact.verify" | "subscription.put" | "subscription.change" | "subscription.delete" | "request.refused";
            /** @description The contact that it was about. */
            contactId?: string;
            /** @description The traveller that it was about: ten ASCII digits or, once the data of that person was erased, `erased:` and a random UUID. */
            identityNumber?: string;
            /** @description Names of the fields that were to change; never their values. */
            fields: string[];
            /** @description Why nothing came of it: the slug of the problem that was answered, or `overtaken`: another entry tells what. */
            refusal?: string;
            /** @description The request, as the `instance` of its problem names it. */
            requestId: string;
        };
        /** @description A page of entries. */
        AuditList: {
            items: components["schemas"]["AuditEntry"][];
            /** @description What follows; absent at the end of the list. */
            nextCursor?: string;
        };
        /**
         * @description A mobile number or e-mail address of the establishment.
         * @example {
         *       "id": "0017daa8-0884-4525-b888-f8598e303dd1",
         *       "channel": "sms",
         *       "address": "+966500100777",
         *       "label": "Night desk",
         *       "language": "en",
         *       "status": "verified",
         *       "createdAt": "2026-11-22T23:37:09.497Z",
         *       "updatedAt": "2026-11-22T23:37:11.036Z"
         *     }
         */
        Contact: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            channel: "sms" | "email";
            /** @description A Saudi mobile number in E.164, or an e-mail address in lower case with its domain in ASCII. */
            address: string;
            /** @description A new address that waits for its code; `address` receives until then. */
            pendingAddress?: string;
            /** @description What the establishment calls it. */
            label?: string;
            /**
             * @description Of the messages.
             * @enum {string}
             */
            language: "ar" | "en";
            /**
             * @description `pending`: waits for its code. `verified`: receives. `suppressed`: its address is dead, nothing is sent there until it is verified anew.
             * @enum {string}
             */
            status: "pending" | "verified" | "suppressed";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /**
         * @description The fields of a contact that change.
         * @example {
         *       "address": "+966500100778"
         *     }
         */
        ContactChange: {
            /** @description `null` clears it. */
            label?: string | null;
            /** @enum {string} */
            language?: "ar" | "en";
            /** @description As of a new contact. The one that it has takes a change back. */
            address?: string;
        };
        /** @description A page of contacts. */
        ContactList: {
            items: components["schemas"]["Contact"][];
            /** @description What follows; absent at the end of the list. */
            nextCursor?: string;
        };
        /** @description What is wrong with one field or parameter. */
        FieldError: {
            /** @description JSON Pointer into the body; a parameter stands as a field of its own. */
            path: string;
            /**
             * @description Decide by this.
             * @enum {string}
             */
            code: "required" | "unknown-field" | "wrong-type" | "too-long" | "too-short" | "citizen-number" | "bad-check-digit" | "bad-prefix" | "bad-length" | "not-saudi-mobile" | "bad-email" | "unknown-contact" | "duplicate" | "limit-reached" | "not-offered" | "bad-cursor" | "bad-date" | "control-character" | "holds-link" | "holds-number" | "bad-reference";
            /** @description For people, in the language of the answer; it says what would be right. */
            message: string;
            /** @description The most that is allowed: of a number itself, else of its characters, digits or entries. */
            maximum?: number;
            /** @description The least that is allowed, counted likewise. */
            minimum?: number;
            /** @description The values on offer; of an identity number its first digits, of an unknown field the names of those that are known. */
            allowed?: (string | number | boolean)[];
        };
        /** @description What the gateway in front of the API answers by itself. */
        GatewayMessage: {
            message: string;
        };
        /** @description A name in both languages. */
        Name: {
            ar: string;
            en: string;
        };
        /**
         * @description A contact to be created.
         * @example {
         *       "channel": "sms",
         *       "address": "+966 50 010 0777",
         *       "language": "en",
         *       "label": "Night desk"
         *     }
         */
        NewContact: {
            /** @enum {string} */
            channel: "sms" | "email";
            /** @description A Saudi mobile number in international form, or an e-mail address. An address stands once per channel. Digits may be ASCII, Arabic-Indic or Persian; spaces and hyphens are dropped. */
            address: string;
            /**
             * @description Of the messages.
             * @default ar
             * @enum {string}
             */
            language?: "ar" | "en";
            /** @description Up to 40 characters, something to see among them; no control characters, no link, no full number. Blanks around it are dropped. */
            label?: string;
        };
        /**
         * @description A whole subscription; fields that are absent get their defaults.
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
         *       "label": "Guest of the week"
         *     }
         */
        NewSubscription: {
            /** @description What to tell. */
            alerts: ("entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status")[];
            /** @description Contacts of the establishment. Those that are verified are told. */
            contactIds: string[];
            /**
             * @description Days before the expiry of the passport on which to remind; 0 is the day of expiry. Not empty when `passport-expiry` is chosen.
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
            /** @description Up to 40 characters, something to see among them; no control characters, no link, no full number. Blanks around it are dropped. */
            label?: string;
        };
        /** @description One message about one event to one contact, and how far it got. */
        Notification: {
            /** Format: uuid */
            id: string;
            /** @description Whom it is about: ten ASCII digits. */
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
            channel: "sms" | "email";
            /** @description The address, masked. */
            to: string;
            /** @enum {string} */
            language: "ar" | "en";
            /** @description What is sent; of an e-mail its text part. */
            text: string;
            /**
             * @description `queued`: on its way, or waiting for another try. `sending`: a sender has it. `sent`: the provider took it. `delivered`: it arrived. `failed`, `cancelled`: see `failureReason`.
             * @enum {string}
             */
            status: "queued" | "sending" | "sent" | "delivered" | "failed" | "cancelled";
            /**
             * @description Why it failed or was cancelled.
             * @enum {string}
             */
            failureReason?: "invalid-destination" | "opted-out" | "bounced" | "complained" | "provider-rejected" | "spend-limit" | "too-late" | "contact-suppressed" | "superseded" | "affiliation-ended" | "unsubscribed";
            /** @description The first step and the latest ones. */
            history: components["schemas"]["NotificationStep"][];
            /** Format: date-time */
            createdAt: string;
        };
        /** @description A page of notifications. */
        NotificationList: {
            items: components["schemas"]["Notification"][];
            /** @description What follows; absent at the end of the list. */
            nextCursor?: string;
        };
        /** @description When a notification came to a status. */
        NotificationStep: {
            /** @enum {string} */
            status: "queued" | "sending" | "sent" | "delivered" | "failed" | "cancelled";
            /** Format: date-time */
            at: string;
            /** @description Why it failed, was cancelled, is tried again, or goes to another contact. */
            reason?: string;
        };
        /** @description The event that a notification tells. */
        NotifiedEvent: {
            /** @description The producer's own id of it. */
            id: string;
            /** @description The type under which its producer put it, such as `TravellerEntered`. */
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
        /** @description The passport in force, as far as it is shown. */
        Passport: {
            /** @description The number, of which no more than the last three characters are shown. */
            numberMasked: string;
            /** Format: date */
            expiresOn: string;
            /** @description Days until it expires, counted by dates in Asia/Riyadh; negative once it has expired. */
            daysLeft: number;
        };
        /**
         * @description What is wrong with a request (RFC 9457). Decide by `type` and by `code`, never by the texts.
         * @example {
         *       "type": "https://passport-notifications.example/problems/validation-failed",
         *       "title": "Validation failed",
         *       "status": 422,
         *       "detail": "Some fields are not right: see \"errors\".",
         *       "instance": "urn:uuid:e99b0070-b690-446d-8fb1-950204f65e39",
         *       "errors": [
         *         {
         *           "path": "/labl",
         *           "code": "unknown-field",
         *           "message": "This field is not known. Allowed: label, language, address.",
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
             * @description Which problem it is.
             * @enum {string}
             */
            type: "https://passport-notifications.example/problems/malformed-json" | "https://passport-notifications.example/problems/forbidden" | "https://passport-notifications.example/problems/traveller-not-affiliated" | "https://passport-notifications.example/problems/not-found" | "https://passport-notifications.example/problems/method-not-allowed" | "https://passport-notifications.example/problems/contact-exists" | "https://passport-notifications.example/problems/contact-in-use" | "https://passport-notifications.example/problems/nothing-to-verify" | "https://passport-notifications.example/problems/code-expired" | "https://passport-notifications.example/problems/precondition-failed" | "https://passport-notifications.example/problems/payload-too-large" | "https://passport-notifications.example/problems/unsupported-media-type" | "https://passport-notifications.example/problems/validation-failed" | "https://passport-notifications.example/problems/wrong-code" | "https://passport-notifications.example/problems/too-many-requests" | "https://passport-notifications.example/problems/internal";
            /** @description For people, in the language of the answer. */
            title: string;
            /** @enum {integer} */
            status: 400 | 403 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 422 | 429 | 500;
            /** @description For people, in the language of the answer. */
            detail: string;
            /**
             * Format: uri
             * @description Names this answer: give it when you ask about it.
             */
            instance: string;
            errors?: components["schemas"]["FieldError"][];
        };
        /** @description What a problem means, whatever request has it. */
        ProblemDescription: {
            /** @description Which problem it is. */
            type: string;
            status: number;
            title: components["schemas"]["TextInBothLanguages"];
            detail: components["schemas"]["TextInBothLanguages"];
        };
        /**
         * @description What became of an SMS.
         * @example {
         *       "reference": "b4d49f3d-d1b6-830e-8fda-fd723727ad07",
         *       "status": "delivered"
         *     }
         */
        SmsReceipt: {
            /**
             * Format: uuid
             * @description Our id of the message, as the request to send it named it.
             */
            reference: string;
            /** @description `delivered` or `failed`; another one is taken and dropped. */
            status: string;
            /** @description Why it failed. */
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
         *       "label": "Guest of the week",
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
            alerts: ("entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status")[];
            contactIds: string[];
            /** @description In descending order. */
            expiryLeadDays: (180 | 90 | 60 | 30 | 14 | 7 | 3 | 1 | 0)[];
            /** @description Shown in the messages. */
            label?: string;
            /**
             * @description `active`: a contact is verified. `awaiting-contact`: none is. `ended`: the affiliation has ended, and nothing is told any more.
             * @enum {string}
             */
            status: "active" | "awaiting-contact" | "ended";
            /**
             * @description Why it has ended.
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
            /** @description What to tell. */
            alerts?: ("entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status")[];
            /** @description Contacts of the establishment. Those that are verified are told. */
            contactIds?: string[];
            /** @description Days before the expiry of the passport on which to remind; 0 is the day of expiry. Not empty when `passport-expiry` is chosen. */
            expiryLeadDays?: (180 | 90 | 60 | 30 | 14 | 7 | 3 | 1 | 0)[];
            /** @description `null` clears it. */
            label?: string | null;
        };
        /** @description A page of subscriptions. */
        SubscriptionList: {
            items: components["schemas"]["Subscription"][];
            /** @description What follows; absent at the end of the list. */
            nextCursor?: string;
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
            /** @description Whether a subscription that has not ended follows this person. */
            subscribed: boolean;
        };
        /** @description A page of travellers. */
        TravellerList: {
            items: components["schemas"]["Traveller"][];
            /** @description What follows; absent at the end of the list. */
            nextCursor?: string;
        };
        /**
         * @description The code that a contact was sent.
         * @example {
         *       "code": "303779"
         *     }
         */
        Verification: {
            /** @description Six digits: ASCII, Arabic-Indic or Persian. */
            code: string;
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
        /** @description No token, or one that does not hold. */
        Gateway401: {
            headers: {
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description More requests than the gateway lets through. */
        Gateway429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description Trouble on our side: the answer did not come in time. */
        Gateway503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description `internal`; of the gateway: Trouble on our side. */
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
        /** @description `payload-too-large`; of the gateway: More than the gateway takes. */
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
        /** @description `too-many-requests`; of the gateway: More requests than the gateway lets through. */
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
        /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
        AcceptLanguage: string;
        /** @description Entity tags, or `*`: answers 412 unless the resource is one of these. */
        IfMatch: string;
        /** @description `*`: answers 412 when there is one. */
        IfAbsent: "*";
        /** @description Entity tags: answers 304 when it is one of these. */
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
        /** @description Nothing may be kept. */
        CacheControl: "no-store";
        /** @description How long it may be kept. */
        PublicCacheControl: string;
        /** @description The language of the texts, as `Accept-Language` asks. */
        ContentLanguage: "ar" | "en";
        /** @description What the token lacks: on 403 `scope` names the scopes that would do. */
        WwwAuthenticate: string;
        /** @description Seconds to wait. */
        RetryAfter: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listTravellers: {
        parameters: {
            query?: {
                /** @description How many items a page may have. It may have fewer while there is more. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                /** @description Residents or visitors only. */
                kind?: "resident" | "visitor";
                /** @description With a subscription that has not ended, or without one. */
                subscribed?: boolean;
                /** @description Whose passport expires before this date. Such as `2026-12-01`. */
                passportExpiresBefore?: string;
            };
            header?: {
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
    listContacts: {
        parameters: {
            query?: {
                /** @description How many items a page may have. It may have fewer while there is more. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
            };
            header?: {
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
            /** @description The contact, not verified yet. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
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
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
                /** @description Entity tags, or `*`: answers 412 unless the resource is one of these. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
            /** @description It is deleted. */
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
                /** @description Entity tags, or `*`: answers 412 unless the resource is one of these. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
                /** @description Entity tags, or `*`: answers 412 unless the resource is one of these. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
            /** @description The contact, verified. */
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
                /** @description Entity tags, or `*`: answers 412 unless the resource is one of these. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
    getSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
                /** @description Entity tags, or `*`: answers 412 unless the resource is one of these. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description `*`: answers 412 when there is one. */
                "If-None-Match"?: components["parameters"]["IfAbsent"];
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
            /** @description The subscription, replaced. */
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
                /** @description Entity tags, or `*`: answers 412 unless the resource is one of these. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
            /** @description It is deleted. */
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
                /** @description Entity tags, or `*`: answers 412 unless the resource is one of these. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
                /** @description How many items a page may have. It may have fewer while there is more. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                /** @description Of this status only. */
                status?: "active" | "awaiting-contact" | "ended";
                /** @description That chose this alert only. */
                alert?: "entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status";
                /** @description To residents or to visitors only. */
                kind?: "resident" | "visitor";
            };
            header?: {
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
                /** @description How many items a page may have. It may have fewer while there is more. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                /** @description About this traveller only. Digits may be ASCII, Arabic-Indic or Persian. Such as `2450938176`. */
                identityNumber?: string;
                /** @description Of this alert only, or `following-ended`: the last message when a subscription ended. */
                alert?: "entry" | "exit" | "passport-expiry" | "passport-renewal" | "visa-issued" | "visa-status" | "following-ended";
                /** @description Of this status only. */
                status?: "queued" | "sending" | "sent" | "delivered" | "failed" | "cancelled";
                /** @description Created at this instant or later. Such as `2026-11-22T00:00:00+03:00`. */
                from?: string;
                /** @description Created before this instant. Such as `2026-11-23T00:00:00+03:00`. */
                to?: string;
            };
            header?: {
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
    listAudit: {
        parameters: {
            query?: {
                /** @description How many items a page may have. It may have fewer while there is more. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                /** @description Written at this instant or later. Such as `2026-11-22T00:00:00+03:00`. */
                from?: string;
                /** @description Written before this instant. Such as `2026-11-23T00:00:00+03:00`. */
                to?: string;
                /** @description Of this action only. */
                action?: "contact.create" | "contact.change" | "contact.delete" | "contact.send-code" | "contact.verify" | "subscription.put" | "subscription.change" | "subscription.delete" | "request.refused";
                /** @description About this contact only. Such as `0017daa8-0884-4525-b888-f8598e303dd1`. */
                contactId?: string;
                /** @description About this traveller only. Digits may be ASCII, Arabic-Indic or Persian. Such as `2450938176`. */
                identityNumber?: string;
                /** @description By this caller only. */
                actor?: string;
            };
            header?: {
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
    takeSmsReceipt: {
        parameters: {
            query?: never;
            header: {
                /** @description Now, in seconds since 1970. */
                "X-Timestamp": components["parameters"]["Timestamp"];
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
            /** @description It is taken; coming again does no harm. */
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
    getDescription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags: answers 304 when it is one of these. */
                "If-None-Match"?: components["parameters"]["IfChanged"];
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
            /** @description It is the one that the caller has. */
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
                /** @description The language of problems: `ar` or `en`, English if neither is asked for. */
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
            /** @description What it means. */
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
}
