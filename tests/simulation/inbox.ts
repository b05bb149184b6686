/** A message as the local system captured it. */
export interface CapturedMessage {
  readonly to: string;
  readonly text: string;
}

/** What an address got, newest first of each channel; `limit` leaves out what is older than so many. */
export async function readInbox(apiUrl: string, address: string, limit?: number): Promise<CapturedMessage[]> {
  const query = new URLSearchParams({ to: address, ...(limit !== undefined && { limit: String(limit) }) });
  const response = await fetch(`${apiUrl}/_local/inbox?${query}`);
  const { sms, email } = (await response.json()) as { sms: CapturedMessage[]; email: CapturedMessage[] };
  return [...sms, ...email];
}
