import type { TableAnswer, TableCall } from '../dynamodb/calls.ts';

/** The settings of a worker. */
export interface WorkerData {
  file: string;
  exportName: string;
  functionName: string;
  functionArn: string;
  memorySizeMb: number;
  logGroupName: string;
  /** Whether calls of tables go over the channel between the threads; by HTTP otherwise, as everything else that it asks of AWS. */
  hasTableChannel: boolean;
  /** Whether it leaves the processors to other functions where they are needed. */
  isPatient: boolean;
}

/** One invocation, as it is handed to a worker. */
export interface InvokeMessage {
  kind: 'invoke';
  requestId: string;
  payload: string;
  deadlineMs: number;
}

/** An error as Lambda answers it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** What a worker is told: what to do, and what a table answered. `id` is that of the call. */
export type HostMessage = InvokeMessage | { kind: 'table-answer'; id: number; answer: TableAnswer };

/** What a worker tells: first that it is ready or why not, then one answer for each invocation, and what it asks of tables at any time. */
export type WorkerMessage =
  | { kind: 'table-call'; id: number; call: TableCall }
  | { kind: 'ready' }
  | { kind: 'init-failed'; error: FunctionError }
  | { kind: 'result'; payload: string }
  | { kind: 'error'; error: FunctionError };
