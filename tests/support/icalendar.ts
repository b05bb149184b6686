/** Reads an iCalendar file as the programs of others do, by the parser of Thunderbird, and is as strict as RFC 5545. */
import ICAL from 'ical.js';

/** An all-day entry. */
interface CalendarEntry {
  readonly uid: string;
  /** The first day, and the day after the last. */
  readonly on: string;
  readonly until: string;
  readonly summary: string;
  readonly stamp: string;
  readonly transparency: string;
  readonly classification: string;
}

export interface CalendarContent {
  readonly name: string;
  readonly refreshEvery: string;
  readonly entries: readonly CalendarEntry[];
}

/** Lines have no more octets, without their end (RFC 5545, section 3.1). */
const MAX_LINE_OCTETS = 75;

/** @throws Error where a program may refuse the file or warn of it */
export function readCalendarFile(text: string): CalendarContent {
  if (!text.endsWith('\r\n') && !text.endsWith('END:VCALENDAR')) throw new Error('the file ends within a line');
  for (const line of text.split('\r\n')) {
    if (/[\r\n]/.test(line)) throw new Error(`a line has another end than CR and LF: ${line}`);
    if (Buffer.byteLength(line) > MAX_LINE_OCTETS) throw new Error(`a line is too long: ${line}`);
  }
  // A calendar has its properties before its components (RFC 5545, section 3.4).
  if (/^END:VEVENT\r\n(?!BEGIN:VEVENT|END:VCALENDAR)/m.test(text)) throw new Error('a property stands behind an entry');
  const calendar = new ICAL.Component(ICAL.parse(text));
  if (calendar.name !== 'vcalendar') throw new Error(`it is a ${calendar.name}`);
  const only = (component: ICAL.Component, name: string): string => {
    const values = component.getAllProperties(name).map((property) => String(property.getFirstValue()));
    if (values.length !== 1) throw new Error(`${name} stands ${values.length} times in ${component.toString()}`);
    return values[0] ?? '';
  };
  if (only(calendar, 'version') !== '2.0' || only(calendar, 'prodid') === '') throw new Error('no version or maker');
  // With a method it is an invitation, and programs ask whether to accept it (RFC 5546, section 1.4).
  if (calendar.hasProperty('method')) throw new Error('it has a method');
  const components = calendar.getAllSubcomponents();
  const entries = components.map((component): CalendarEntry => {
    if (component.name !== 'vevent') throw new Error(`there is a ${component.name}`);
    const dateOf = (name: string) => {
      const time = component.getFirstPropertyValue(name);
      if (!(time instanceof ICAL.Time) || !time.isDate || component.getAllProperties(name).length !== 1)
        throw new Error(`${name} is no date: ${time}`);
      return time.toString();
    };
    return {
      uid: only(component, 'uid'),
      on: dateOf('dtstart'),
      until: dateOf('dtend'),
      summary: only(component, 'summary'),
      stamp: only(component, 'dtstamp'),
      transparency: only(component, 'transp'),
      classification: only(component, 'class'),
    };
  });
  if (new Set(entries.map(({ uid }) => uid)).size < entries.length) throw new Error('two entries have one UID');
  if (only(calendar, 'name') !== only(calendar, 'x-wr-calname')) throw new Error('it has two names');
  if (only(calendar, 'refresh-interval') !== only(calendar, 'x-published-ttl')) throw new Error('it has two intervals');
  return { name: only(calendar, 'name'), refreshEvery: only(calendar, 'refresh-interval'), entries };
}
