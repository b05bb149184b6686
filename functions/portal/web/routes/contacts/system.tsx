import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { RadioChoices } from '../../components/form.tsx';
import { Question } from '../../components/question.tsx';
import { Done, Failure, Loading } from '../../components/states.tsx';
import { Instant, Ltr, Tag } from '../../components/values.tsx';
import { useMayManage } from '../../session.ts';
import { inDigits } from '../../words/words.ts';
import { Secret } from './add-system.tsx';
import {
  answersQuery,
  type Contact,
  forgetAnswers,
  forgetContacts,
  newSecret,
  REPLAYED,
  type Replayed,
  sendTest,
  startReplay,
  type WebhookAnswer,
} from './data.ts';
import { systems } from './words.ts';

/** What only a system has: its last answers, and what people do with it. */
export function System({ contact }: { contact: Contact }) {
  const mayManage = useMayManage();
  return (
    <>
      {mayManage && <Actions contact={contact} />}
      <Answers contact={contact} />
    </>
  );
}

type Asked = 'replay' | 'secret';

function Actions({ contact }: { contact: Contact }) {
  const { id, address, status } = contact;
  const [asked, setAsked] = useState<Asked>();
  const [from, setFrom] = useState<Replayed>('day');
  const test = useMutation({ mutationFn: () => sendTest(id), onSuccess: () => forgetAnswers(id) });
  const replay = useMutation({
    mutationFn: () => startReplay(id, from),
    onSuccess: () => {
      setAsked(undefined);
      forgetAnswers(id);
    },
  });
  const renew = useMutation({
    mutationFn: () => newSecret(id),
    onSuccess: () => {
      setAsked(undefined);
      forgetContacts();
    },
  });
  const ask = (next: Asked) => {
    for (const one of [test, replay, renew]) one.reset();
    setAsked(next);
  };
  const isVerified = status === 'verified';
  return (
    <div className="system-actions">
      {test.error && <Failure error={test.error} />}
      {test.isSuccess && <Done>{systems.testSent}</Done>}
      {replay.isSuccess && <Done takesFocus>{systems.replayStarted}</Done>}
      {renew.data && <Secret done={systems.renewed} contact={renew.data} />}
      <div className="actions">
        {isVerified && (
          <>
            <button type="button" className="button" disabled={test.isPending} onClick={() => test.mutate()}>
              {test.isPending ? systems.testing : systems.test}
              <span className="for-readers"> {address}</span>
            </button>
            <button type="button" className="button" onClick={() => ask('replay')}>
              {systems.replay}
              <span className="for-readers"> {address}</span>
            </button>
          </>
        )}
        <button type="button" className="button" onClick={() => ask('secret')}>
          {systems.renew}
          <span className="for-readers"> {address}</span>
        </button>
      </div>
      {asked === 'replay' && (
        <Question
          title={systems.replayTitle}
          confirm={replay.isPending ? systems.replaying : systems.replayConfirm}
          isPending={replay.isPending}
          error={replay.error}
          onConfirm={() => replay.mutate()}
          onClose={() => setAsked(undefined)}
        >
          <p>{systems.replayText}</p>
          <RadioChoices
            legend={systems.replayFrom}
            values={REPLAYED}
            texts={systems.replayed}
            chosen={from}
            onChoose={setFrom}
          />
        </Question>
      )}
      {asked === 'secret' && (
        <Question
          title={systems.renewTitle}
          confirm={renew.isPending ? systems.renewing : systems.renew}
          isPending={renew.isPending}
          error={renew.error}
          onConfirm={() => renew.mutate()}
          onClose={() => setAsked(undefined)}
        >
          <p>{systems.renewText}</p>
        </Question>
      )}
    </div>
  );
}

function Answers({ contact: { id } }: { contact: Contact }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{systems.answers}</summary>
      {isOpen && <LastAnswers contactId={id} />}
    </details>
  );
}

function LastAnswers({ contactId }: { contactId: string }) {
  const { data, error, refetch } = useQuery(answersQuery(contactId));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { items, pausedUntil } = data;
  return (
    <>
      {pausedUntil !== undefined && new Date(pausedUntil).getTime() > Date.now() && (
        <p className="notice notice-warning">
          {systems.paused} <Instant at={pausedUntil} />
        </p>
      )}
      {items.length === 0 && <p>{systems.noAnswers}</p>}
      <ol className="answers">
        {items.map((answer) => (
          <AnswerOf key={`${answer.at} ${answer.notificationId}`} answer={answer} />
        ))}
      </ol>
    </>
  );
}

function AnswerOf({ answer: { at, status, failure, text } }: { answer: WebhookAnswer }) {
  return (
    <li>
      <p className="answer-head">
        <Instant at={at} />
        <Tag urgency={failure ? 'error' : 'success'}>{failure ? systems.notTaken : systems.taken}</Tag>
        {status !== undefined && (
          <span>
            {systems.status} <Ltr>{inDigits(String(status))}</Ltr>
          </span>
        )}
      </p>
      {failure && <p>{systems.failures[failure]}</p>}
      {text && (
        <p className="answer-text">
          <bdi dir="auto">{text}</bdi>
        </p>
      )}
    </li>
  );
}
