/** The settings of a worker. */
export interface WorkerData {
  file: string;
  exportName: string;
  functionName: string;
  functionArn: string;
  memorySizeMb: number;
  logGroupName: string;
  /** Whether it leaves the processors to other functions where they are needed. */
  isPatient: boolean;
}

/** One invocation, as it is handed to a worker. */
export interface InvokeMessage {
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

/** An answer of a worker: first that it is ready or why not, then one for each invocation. */
export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'init-failed'; error: FunctionError }
  | { kind: 'result'; payload: string }
  | { kind: 'error'; error: FunctionError };
