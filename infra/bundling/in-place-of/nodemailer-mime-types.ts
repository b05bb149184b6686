import { leftOut } from './left-out.ts';

/** Every part of an e-mail says its type; 76 kB would tell it from the name of a file. */
export const detectMimeType = () => leftOut('nodemailer/mime-types');
export const detectExtension = () => leftOut('nodemailer/mime-types');
