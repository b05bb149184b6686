import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { RequestRefused } from '../../api.ts';
import { Icon } from '../../components/icons.tsx';
import { Progress } from '../../components/progress.tsx';
import { Done, Failure, Loading } from '../../components/states.tsx';
import { Count, Instant, Ltr } from '../../components/values.tsx';
import { useMayManage } from '../../session.ts';
import { fill, numberText, plural, words } from '../../words/words.ts';
import { type Import, importQuery, useImportStep, useUploadAgain } from './data.ts';
import { FileChooser } from './file-chooser.tsx';
import type { ReadResult } from './read-file.ts';
import { RefusedRows } from './refused-rows.tsx';
import { useTransfer } from './transfers.ts';

const { uploads } = words;

/** One import: how far it is, what it would change, what was refused, and what can be done with it. */
export function ImportCard({ importId }: { importId: string }) {
  const { data, error, refetch } = useQuery(importQuery(importId));
  if (error instanceof RequestRefused && error.status === 404) return <p role="status">{uploads.notFound}</p>;
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <section className="card import" aria-labelledby="import">
      <h2 id="import" className="file-name">
        <Ltr>{data.fileName}</Ltr>
      </h2>
      <p className="secondary">
        <Instant at={data.createdAt} /> · {uploads.statuses[data.status]}
      </p>
      <State one={data} />
      {data.ignoredColumns && (
        <p>
          {uploads.ignored}{' '}
          {data.ignoredColumns.map((name, index) => (
            <span key={name}>
              {index > 0 && ' · '}
              <bdi dir="auto">{name}</bdi>
            </span>
          ))}
        </p>
      )}
      <RefusedRows one={data} />
    </section>
  );
}

function State({ one }: { one: Import }) {
  switch (one.status) {
    case 'awaiting-upload':
      return <Uploading one={one} />;
    case 'checking':
      return <Checking one={one} />;
    case 'ready':
      return <Ready one={one} />;
    case 'applying':
      return <Applying one={one} />;
    case 'done':
      return (
        <>
          <Done>
            <p>{plural(uploads.done, one.counts?.applied ?? 0)}</p>
            <Link to="/people">{uploads.toPeople}</Link>
          </Done>
          <Counts one={one} names={['rows', 'applied', 'same', 'refused']} />
        </>
      );
    case 'failed':
      return (
        <p className="notice notice-error" dir="auto">
          {one.failureMessage}
        </p>
      );
    case 'cancelled':
      return <p>{uploads.cancelled}</p>;
  }
}

const percentText = (part: number) => fill(uploads.percent, { percent: String(Math.floor(part * 100)) });

function Uploading({ one }: { one: Import }) {
  const transfer = useTransfer(one.id);
  const mayManage = useMayManage();
  const [chosen, setChosen] = useState<ReadResult>();
  const again = useUploadAgain(one.id);
  if (transfer?.state === 'under-way') {
    return (
      <>
        <Progress label={uploads.progress.upload} value={transfer.part}>
          {percentText(transfer.part)} · {uploads.mayLeaveUpload}
        </Progress>
        <Cancel one={one} />
      </>
    );
  }
  if (transfer?.state === 'arrived') return <Progress label={uploads.progress.check}>{uploads.arrived}</Progress>;
  if (!mayManage) return <p>{uploads.waitingReader}</p>;
  const file = transfer ?? (chosen?.ok ? chosen.file : undefined);
  return (
    <>
      <p className="notice notice-warning" role="status">
        {one.upload === undefined ? uploads.uploadOver : transfer ? uploads.uploadFailed : uploads.waiting}
      </p>
      {one.upload !== undefined && !transfer && <FileChooser chosen={chosen} onChoose={setChosen} />}
      {again.error && <Failure error={again.error} />}
      <div className="actions">
        {one.upload !== undefined && file && (
          <button
            type="button"
            className="button button-primary"
            disabled={again.isPending}
            onClick={() => again.mutate(file)}
          >
            <Icon name="upload" />
            {transfer ? uploads.uploadAgain : uploads.start}
          </button>
        )}
        <Cancel one={one} />
      </div>
    </>
  );
}

function Checking({ one }: { one: Import }) {
  const rows = useTransfer(one.id)?.rows;
  const checked = one.counts?.rows ?? 0;
  // Only the window that has the file knows how many rows there will be.
  const isKnown = rows !== undefined && rows > 0 && one.counts !== undefined;
  return (
    <>
      <Progress label={uploads.progress.check} value={isKnown ? Math.min(1, checked / rows) : undefined}>
        {plural(uploads.checkedRows, checked)} · {uploads.mayLeave}
      </Progress>
      <Cancel one={one} />
    </>
  );
}

const changesOf = ({ counts }: Import) => (counts ? counts.add + counts.change + counts.remove : 0);

function Ready({ one }: { one: Import }) {
  const mayManage = useMayManage();
  const apply = useImportStep(one.id, 'apply');
  const dialog = useRef<HTMLDialogElement>(null);
  const { counts } = one;
  const changes = changesOf(one);
  const start = () => {
    dialog.current?.close();
    apply.mutate();
  };
  return (
    <>
      <p role="status">{changes > 0 ? uploads.readyText : uploads.readyNothing}</p>
      <Counts one={one} names={['rows', 'add', 'change', 'same', 'remove', 'refused']} />
      {counts !== undefined && counts.refused > 0 && changes > 0 && (
        <p>{plural(uploads.readyRefused, counts.refused)}</p>
      )}
      {apply.error && <Failure error={apply.error} />}
      {mayManage && (
        <div className="actions">
          {changes > 0 && (
            <button
              type="button"
              className="button button-primary"
              disabled={apply.isPending}
              onClick={() => (counts && counts.remove > 0 ? dialog.current?.showModal() : start())}
            >
              {apply.isPending ? uploads.applying : plural(uploads.apply, changes)}
            </button>
          )}
          <Cancel one={one} />
        </div>
      )}
      <dialog ref={dialog} aria-labelledby="remove-title">
        <h2 id="remove-title">{uploads.removeTitle}</h2>
        <p>
          {plural(uploads.removeText, counts?.remove ?? 0)} {uploads.removeDefault}
        </p>
        <div className="actions">
          <button type="button" className="button button-primary" onClick={start}>
            {uploads.removeConfirm}
          </button>
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {words.cancel}
          </button>
        </div>
      </dialog>
    </>
  );
}

function Applying({ one }: { one: Import }) {
  const all = changesOf(one);
  const done = one.counts?.applied ?? 0;
  return (
    <>
      <Progress label={uploads.progress.apply} value={all > 0 ? Math.min(1, done / all) : undefined}>
        {fill(uploads.appliedOf, { done: numberText(done), all: numberText(all) })} · {uploads.mayLeave}
      </Progress>
      <Cancel one={one} />
    </>
  );
}

/** Ends an import at any time; what was applied by then stays. */
function Cancel({ one }: { one: Import }) {
  const mayManage = useMayManage();
  const cancel = useImportStep(one.id, 'cancel');
  if (!mayManage) return null;
  const isApplying = one.status === 'applying';
  return (
    <>
      <button type="button" className="button" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
        {cancel.isPending ? uploads.cancelling : isApplying ? uploads.cancelApplying : uploads.cancelImport}
      </button>
      {isApplying && <p className="secondary">{uploads.cancelApplyingText}</p>}
      {cancel.error && <Failure error={cancel.error} />}
    </>
  );
}

type CountName = keyof NonNullable<Import['counts']>;

function Counts({ one: { counts, mode }, names }: { one: Import; names: readonly CountName[] }) {
  if (!counts) return null;
  const shown = names.filter((name) => name !== 'remove' || mode === 'make-equal');
  return (
    <dl className="counts">
      {shown.map((name) => (
        <div key={name} className={name === 'refused' && counts.refused > 0 ? 'number-error' : undefined}>
          <dt>{uploads.counts[name]}</dt>
          <dd>
            <Count value={counts[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
