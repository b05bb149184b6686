import { useRef, useState } from 'react';
import { words } from '../words/words.ts';
import { Icon } from './icons.tsx';

/** A text that people copy as it is, such as a secret or an address, with a button that does it. */
export function Copied({ label, value }: { label: string; value: string }) {
  const text = useRef<HTMLElement>(null);
  const [state, setState] = useState<'copied' | 'marked'>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setState('copied');
    } catch {
      // Where the browser does not let the page copy, people copy what is marked.
      if (text.current) getSelection()?.selectAllChildren(text.current);
      setState('marked');
    }
  };
  return (
    <div className="copied">
      <p className="secondary">{label}</p>
      <p>
        <bdi ref={text} dir="ltr" className="address copied-value" translate="no">
          {value}
        </bdi>
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={() => void copy()}>
          <Icon name="copy" />
          {words.copy}
          <span className="for-readers"> {label}</span>
        </button>
        <span role="status" className="beside-button">
          {state && words[state]}
        </span>
      </div>
    </div>
  );
}
