/** Who waits for whom on one machine: on AWS each has processors of its own. */
export interface Patience {
  /** Work begins that nobody else's may slow down. @returns ends it */
  begin(): () => void;
  /** Resolves when no such work is under way, or when it has waited long enough. */
  turn(): Promise<void>;
}

/** Nobody waits longer for one turn, so that patient work comes to an end also where the other never ceases. */
const LONGEST_WAIT_MS = 100;

/** Lets patient work wait for all other. */
export function createPatience(): Patience {
  const waiting = new Set<() => void>();
  let underWay = 0;
  const wait = () =>
    new Promise<void>((resolve) => {
      const go = () => {
        clearTimeout(timer);
        waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, LONGEST_WAIT_MS);
      waiting.add(go);
    });
  return {
    begin: () => {
      underWay += 1;
      return () => {
        underWay -= 1;
        if (underWay === 0) for (const go of waiting) go();
      };
    },
    turn: () => (underWay === 0 ? Promise.resolve() : wait()),
  };
}
