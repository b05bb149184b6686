import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { RequestRefused, type Schemas } from '../../api.ts';
import { Failure } from '../../components/states.tsx';
import { ALERTS, type Alert } from '../../components/subscription-fields.tsx';
import { type Language, plural, words } from '../../words/words.ts';
import { previewQuery } from './data.ts';

const { follow } = words;
const PAUSE_MS = 400;

/** A value once nobody has changed it for a moment. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** What recipients will read, in both languages, and how many parts of an SMS each takes. */
export function Preview({
  alerts,
  kind,
  reference,
  label,
}: {
  alerts: readonly Alert[];
  kind: Schemas['Traveller']['kind'];
  reference: string;
  label: string;
}) {
  const id = useId();
  const [chosen, setChosen] = useState<Alert>('passport-expiry');
  const offered = alerts.length > 0 ? alerts : ALERTS;
  const alert = offered.includes(chosen) ? chosen : (offered[0] ?? chosen);
  const settled = { reference: useSettled(reference.trim()), label: useSettled(label.trim()) };
  return (
    <section className="card preview" aria-labelledby={id}>
      <h3 id={id}>{follow.preview}</h3>
      <label className="field">
        <span>{follow.previewAlert}</span>
        <select value={alert} onChange={({ target }) => setChosen(target.value as Alert)}>
          {offered.map((one) => (
            <option key={one} value={one}>
              {words.alerts.names[one]}
            </option>
          ))}
        </select>
      </label>
      {(['ar', 'en'] as const).map((language) => (
        <PreviewIn key={language} language={language} alert={alert} kind={kind} {...settled} />
      ))}
      <p className="secondary">{follow.previewHint}</p>
    </section>
  );
}

function PreviewIn({
  language,
  alert,
  kind,
  reference,
  label,
}: {
  language: Language;
  alert: Alert;
  kind: Schemas['Traveller']['kind'];
  reference: string;
  label: string;
}) {
  const { data, error, isPlaceholderData } = useQuery(
    previewQuery({ alert, kind, language, ...(reference && { reference }), ...(label && { label }) }),
  );
  // What is wrong with the reference or the label stands at its field.
  if (error instanceof RequestRefused && error.status === 422) return null;
  if (error) return <Failure error={error} />;
  if (!data) return <p className="state">{words.loading}</p>;
  return (
    <figure className="preview-message" aria-busy={isPlaceholderData}>
      <figcaption>
        {words.alerts.languages[language]} · {plural(follow.parts, data.parts ?? 1)}
      </figcaption>
      <blockquote className="message-text" lang={language} dir={language === 'ar' ? 'rtl' : 'ltr'}>
        {data.text}
      </blockquote>
    </figure>
  );
}
