/** Hexadecimal digits of a time in milliseconds. */
const TIME_DIGITS = 12;

/**
 * An id that sorts by time: a UUID of version 7 (RFC 9562, 5.7).
 *
 * @param random a random UUID, of which everything but the time is taken
 */
export function timeOrderedId(at: Date, random: string): string {
  const time = at.getTime().toString(16).padStart(TIME_DIGITS, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}
