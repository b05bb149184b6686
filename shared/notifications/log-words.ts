// How the event path logs what alarms and the dashboard count.

/** The matcher is done with an event; `notifications` is how many it caused. */
export const EVENT_MATCHED = 'event matched';

/** Somebody else moved a notification on while this sender had it, and what this sender knew of it was not written. */
export const CLAIM_LOST = 'claim was lost';
/** The same after the provider had accepted the message: another sender may send it a second time. */
export const CLAIM_LOST_AFTER_ACCEPTANCE = 'claim was lost after the provider accepted';
/** The job of a message was lost, and the sweep queued it again or gave it up. */
export const JOB_LOST = 'job of a message was lost';
