import { type DragEvent, useId, useState } from 'react';
import { Icon } from '../../components/icons.tsx';
import { Ltr } from '../../components/values.tsx';
import { fill, words } from '../../words/words.ts';
import { type ChosenFile, type ReadResult, readChosenFile } from './read-file.ts';

const { uploads } = words;

const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.xls,text/csv';

/** Takes a file that is chosen or dropped, and shows what was read of it or why it cannot be taken. */
export function FileChooser({
  chosen,
  onChoose,
}: {
  chosen: ReadResult | undefined;
  onChoose: (result: ReadResult) => void;
}) {
  const [isReading, setReading] = useState(false);
  const [isOver, setOver] = useState(false);
  const id = useId();
  const take = async (file: File | undefined) => {
    if (!file) return;
    setReading(true);
    onChoose(await readChosenFile(file));
    setReading(false);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way to what the control in it does */}
      <div
        className={isOver ? 'drop-zone drop-zone-over' : 'drop-zone'}
        onDragOver={over}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          id={id}
          type="file"
          accept={ACCEPTED}
          className="file-input"
          aria-describedby={`${id}-hint ${id}-problem`}
          onChange={({ currentTarget }) => {
            void take(currentTarget.files?.[0]);
            // The same file, corrected, can be chosen once more.
            currentTarget.value = '';
          }}
        />
        <label htmlFor={id} className="button">
          <Icon name="file" />
          {chosen ? uploads.chooseOther : uploads.choose}
        </label>
        <span>{uploads.drop}</span>
        <span id={`${id}-hint`} className="secondary">
          {uploads.chooseHint}
        </span>
      </div>
      <div aria-live="polite" id={`${id}-problem`}>
        {isReading && <p>{uploads.reading}</p>}
        {!isReading && chosen?.ok === false && (
          <div className="notice notice-error">
            <Ltr>{chosen.name}</Ltr>
            <p>{uploads.refusals[chosen.reason]}</p>
          </div>
        )}
      </div>
      {!isReading && chosen?.ok && <Chosen file={chosen.file} />}
    </>
  );
}

const KILOBYTE = 1024;

function sizeText(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / KILOBYTE));
  if (kilobytes < KILOBYTE) return fill(uploads.sizeUnits.kilobytes, { size: String(kilobytes) });
  return fill(uploads.sizeUnits.megabytes, { size: (kilobytes / KILOBYTE).toFixed(1) });
}

/** What was read of a file: texts of others, shown as texts. */
function Chosen({ file }: { file: ChosenFile }) {
  const [header = [], ...rows] = file.beginning;
  return (
    <section className="chosen" aria-label={uploads.chosen}>
      <p>
        <strong className="file-name">
          <Ltr>{file.name}</Ltr>
        </strong>{' '}
        · {sizeText(file.bytes)}
      </p>
      <p className="secondary">
        {uploads.format}: {uploads.formats[file.format]}. {file.format !== 'workbook' && uploads.formatHint}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard */}
      <section className="scroll" tabIndex={0} aria-label={uploads.beginning}>
        <table className="plain">
          <caption>{uploads.beginning}</caption>
          <thead>
            <tr>
              {header.map((name, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have their place, and may have no name
                <th key={index} scope="col" dir="auto">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the file does not change
              <tr key={row}>
                {cells.map((cell, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the file does not change
                  <td key={index} dir="auto">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
