import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useMemo, useState } from 'react';
import { RadioChoices } from '../../components/form.tsx';
import { Icon } from '../../components/icons.tsx';
import { Failure } from '../../components/states.tsx';
import { words } from '../../words/words.ts';
import { csvOf } from './csv.ts';
import { type Mode, useStartImport } from './data.ts';
import { FileChooser } from './file-chooser.tsx';
import type { ReadResult } from './read-file.ts';

const { uploads } = words;

const MODES = ['add-and-change', 'make-equal'] as const satisfies readonly Mode[];
const COLUMNS = Object.keys(uploads.columns) as (keyof typeof uploads.columns)[];

/** A file is chosen, looked at, and uploaded; the address then names its import. */
export function NewImport({
  isAnother,
  onStarted,
  onRefused,
}: {
  isAnother: boolean;
  onStarted: () => void;
  onRefused: () => void;
}) {
  const [chosen, setChosen] = useState<ReadResult>();
  const [mode, setMode] = useState<Mode>('add-and-change');
  const navigate = useNavigate();
  const start = useStartImport();
  const file = chosen?.ok ? chosen.file : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    start.mutate(
      { file, mode },
      {
        onSuccess: ({ id }) => {
          onStarted();
          void navigate({ to: '/uploads', search: { import: id } });
        },
        onError: onRefused,
      },
    );
  };
  return (
    <section className="card new-import" aria-labelledby="new-import">
      <h2 id="new-import">{isAnother ? uploads.anotherTitle : uploads.newTitle}</h2>
      <HowItLooks />
      <form onSubmit={submit}>
        <FileChooser chosen={chosen} onChoose={setChosen} />
        {file && (
          <>
            <RadioChoices
              legend={uploads.mode}
              values={MODES}
              texts={uploads.modes}
              hints={uploads.modeTexts}
              chosen={mode}
              onChoose={setMode}
            />
            {start.error && <Failure error={start.error} />}
            <button type="submit" className="button button-primary" disabled={start.isPending}>
              <Icon name="upload" />
              {start.isPending ? uploads.starting : uploads.start}
            </button>
          </>
        )}
      </form>
    </section>
  );
}

function HowItLooks() {
  const example = useMemo(() => {
    const rows = [COLUMNS.map((column) => uploads.columns[column]), ...uploads.exampleRows];
    return `data:text/csv;charset=utf-8,${encodeURIComponent(csvOf(rows))}`;
  }, []);
  return (
    <details className="how">
      <summary>{uploads.howTitle}</summary>
      <ul>
        {uploads.how.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <table className="plain">
        <caption>{uploads.columnsTitle}</caption>
        <thead>
          <tr>
            <th scope="col">{uploads.columnHeads.name}</th>
            <th scope="col">{uploads.columnHeads.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {COLUMNS.map((column) => (
            <tr key={column}>
              <th scope="row">
                <bdi>{uploads.columns[column]}</bdi>
              </th>
              <td>{uploads.columnTexts[column]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <a className="button" href={example} download={uploads.exampleName}>
          <Icon name="download" />
          {uploads.example}
        </a>
      </p>
      <p className="secondary">{uploads.exampleHint}</p>
    </details>
  );
}
