import { leftOut } from './left-out.ts';

/** The API negotiates languages and nothing else. */
export default () => leftOut('negotiator');
