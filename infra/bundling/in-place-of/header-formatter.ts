import { leftOut } from './left-out.ts';

/** Signs the events of a stream, and no function sends one. Every signer makes this formatter as it is made. */
export class HeaderFormatter {
  format(): never {
    return leftOut('the signing of event streams');
  }
}
