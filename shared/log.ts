/** Where a function logs: what happened, and the ids of what it happened to. */
export interface Log {
  info(message: string, ids: Record<string, unknown>): void;
  warn(message: string, ids: Record<string, unknown>): void;
  error(message: string, ids: Record<string, unknown>): void;
}
