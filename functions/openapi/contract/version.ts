/**
 * The version of the contract, `info.version` of the document. Raise it with every change of the contract: the last
 * number where only a mistake of the document was corrected, the middle one where clients that know the former version go on
 * working (a new route, an optional field of a request, a field of an answer, a new code), the first one where they do not.
 */
export const CONTRACT_VERSION = '1.2.0';
