import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeys } from '../../../shared/keys.ts';

const keys = createKeys('a secret for tests');
const texts = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('sealed texts', () => {
  it('open to what was sealed, under the same purpose and context', () => {
    fc.assert(
      fc.property(fc.constantFrom('cursor', 'sealed-content'), texts, texts, (purpose, context, text) => {
        expect(keys.open(purpose, context, keys.seal(purpose, context, text))).toBe(text);
      }),
    );
  });

  it('do not open under another purpose, context or secret', () => {
    const sealed = keys.seal('cursor', 'establishment 1', 'text');
    expect(keys.open('verification-code', 'establishment 1', sealed)).toBeUndefined();
    expect(keys.open('cursor', 'establishment 2', sealed)).toBeUndefined();
    expect(createKeys('another secret').open('cursor', 'establishment 1', sealed)).toBeUndefined();
  });

  it('do not open when one character was changed, wherever it stands', () => {
    const sealed = keys.seal('cursor', 'context', 'a text of some length');
    for (const [index, character] of [...sealed].entries()) {
      const forged = `${sealed.slice(0, index)}${character === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`;
      expect(keys.open('cursor', 'context', forged)).toBeUndefined();
    }
  });

  it('do not open when they were cut or made longer', () => {
    const sealed = keys.seal('cursor', 'context', 'text');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(keys.open('cursor', 'context', sealed.slice(0, length))).toBeUndefined();
    }
    for (const more of ['A', 'AAAA', '=', ' ', '\n'])
      expect(keys.open('cursor', 'context', sealed + more)).toBeUndefined();
  });

  it('do not open when they are any text at all', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(keys.open('cursor', 'context', text)).toBeUndefined();
      }),
    );
  });

  it('look different every time, and do not show the text', () => {
    const sealed = [keys.seal('cursor', 'c', '482913'), keys.seal('cursor', 'c', '482913')];
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(Buffer.from(sealed[0] ?? '', 'base64url').toString('latin1')).not.toContain('482913');
  });
});

describe('keyed hashes', () => {
  it('match the text they were made of, under their purpose and secret alone', () => {
    const hash = keys.hash('verification-code', 'contact:482913');
    expect(keys.matches('verification-code', 'contact:482913', hash)).toBe(true);
    expect(keys.matches('verification-code', 'contact:482914', hash)).toBe(false);
    expect(keys.matches('log-actor', 'contact:482913', hash)).toBe(false);
    expect(createKeys('another secret').matches('verification-code', 'contact:482913', hash)).toBe(false);
    for (const wrong of ['', hash.slice(1), `${hash}0`])
      expect(keys.matches('verification-code', 'contact:482913', wrong)).toBe(false);
  });
});
