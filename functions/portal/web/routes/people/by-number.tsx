import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { queries, RequestRefused } from '../../api.ts';
import { numberTyped } from '../../components/digits.ts';
import { Field, fieldError } from '../../components/form.tsx';
import { Failure } from '../../components/states.tsx';
import { words } from '../../words/words.ts';
import { travellerQuery } from '../follow/data.ts';

const { people } = words;

/** Follows somebody whose number is typed or pasted, without a search in the list. */
export function ByNumber() {
  const navigate = useNavigate();
  const [number, setNumber] = useState('');
  const find = useMutation({
    mutationFn: () => queries.fetchQuery(travellerQuery(numberTyped(number) || '0')),
    onSuccess: ({ identityNumber, following }) =>
      void navigate({
        to: '/people/$identityNumber',
        params: { identityNumber },
        search: following === 'none' ? { follow: true } : {},
      }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!find.isPending) find.mutate();
  };
  const { error } = find;
  const isUnknown = error instanceof RequestRefused && error.status === 404;
  const message = fieldError(error, '/identityNumber') ?? (isUnknown ? error.message : undefined);
  return (
    <details className="by-number no-print">
      <summary>{people.byNumber}</summary>
      <form onSubmit={submit} noValidate>
        {error && !message && <Failure error={error} />}
        <Field label={people.columns.number} hint={people.byNumberHint} error={message}>
          {(attributes) => (
            <input
              {...attributes}
              type="text"
              inputMode="numeric"
              dir="ltr"
              autoComplete="off"
              value={number}
              onChange={({ target }) => setNumber(target.value)}
            />
          )}
        </Field>
        <button type="submit" className="button" disabled={find.isPending}>
          {find.isPending ? people.searching : people.next}
        </button>
      </form>
    </details>
  );
}
