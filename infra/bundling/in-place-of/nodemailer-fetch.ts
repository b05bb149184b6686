import { leftOut } from './left-out.ts';

/** No part of an e-mail is fetched from an address. */
export default () => leftOut('nodemailer/fetch');
