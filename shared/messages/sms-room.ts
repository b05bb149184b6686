/**
 * How a text finds its room in one SMS part, in either encoding.
 *
 * A text is a row of pieces. Each starts at its shortest wording; then rank by rank, and in a rank from left to right,
 * a piece takes the fullest wording of that rank that still fits. So nothing pushes out what ranks before it.
 */
import { countSmsParts } from './sms-parts.ts';

/** What is given room first comes first. */
const RANKS = [
  /** A whole first letter of the label. */
  'letter',
  /** The date that a late message shows. */
  'late-date',
  'label',
  'date',
  /** What is told beside the fact that it happened: the type of a visa, that notices have stopped. */
  'substance',
  /** Resident or visitor. */
  'kind',
  /** What only reads better. */
  'wording',
  'details',
] as const;
type Rank = (typeof RANKS)[number];

interface Growing {
  readonly shortest: string;
  /** Shortest first. */
  readonly fuller: readonly (readonly [rank: Rank, wording: string])[];
  /** What else than its length decides on a fuller wording; asked only of one that fits. */
  readonly mayShow?: (wording: string) => boolean;
}

export type Piece = string | Growing;

/** A piece with longer wordings: of the same rank the later is the fuller one. */
export function growing(shortest: string, ...fuller: Growing['fuller']): Growing {
  return { shortest, fuller };
}

/** The text of a row of pieces. Its encoding is that of the shortest wordings: no fuller one changes it. */
export function inOnePart(pieces: readonly Piece[]): string {
  const chosen = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.shortest));
  const { encoding } = countSmsParts(chosen.join(''));
  const fits = (texts: readonly string[]) => {
    const counted = countSmsParts(texts.join(''));
    return counted.encoding === encoding && counted.parts === 1;
  };
  for (const rank of RANKS) {
    for (const [index, piece] of pieces.entries()) {
      if (typeof piece === 'string') continue;
      const { fuller, mayShow = () => true } = piece;
      const wordings = fuller.filter(([of]) => of === rank).map(([, wording]) => wording);
      const taken = wordings.findLast((wording) => fits(chosen.with(index, wording)) && mayShow(wording));
      if (taken !== undefined) chosen[index] = taken;
      // Beside a cut label nothing stands that could have been left out.
      if (rank === 'label' && taken !== wordings.at(-1)) return chosen.join('');
    }
  }
  return chosen.join('');
}
