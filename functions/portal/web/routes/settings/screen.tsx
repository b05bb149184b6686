import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { queries, type Schemas } from '../../api.ts';
import { fieldError, RadioChoices } from '../../components/form.tsx';
import { Page } from '../../components/page.tsx';
import { Progress } from '../../components/progress.tsx';
import { Done, Failure, Loading } from '../../components/states.tsx';
import { Count, IdentityNumber } from '../../components/values.tsx';
import { CALENDARS, DIGITS, type Preferences, preferences, savePreferences, THEMES } from '../../preferences.ts';
import { useMayManage } from '../../session.ts';
import { fill, language, numberText, plural, words } from '../../words/words.ts';
import { chooseNames, establishmentQuery, type ShowNames, wholeYears } from './data.ts';

const { settings } = words;

type Establishment = Schemas['Establishment'];

/** What somebody may choose for this device and for the establishment, and what of its limits is used. */
export function SettingsScreen() {
  const { data, error, refetch } = useQuery(establishmentQuery);
  return (
    <Page title={settings.title}>
      <div className="settings">
        <Device />
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {data && (
          <>
            <Names establishment={data} />
            <Use establishment={data} />
            <About establishment={data} />
            <Kept establishment={data} />
          </>
        )}
      </div>
    </Page>
  );
}

const LANGUAGES = ['ar', 'en'] as const;
const LANGUAGE_NAMES = { ar: 'العربية', en: 'English' } as const;
/** They are themselves, so they are no texts of the page, which follow the choice. */
const DIGIT_NAMES = { latn: '0123456789', arab: '٠١٢٣٤٥٦٧٨٩' } as const;
/** Says on the page that is opened again that the choices were kept. */
const SAVED = 'preferences-saved';

/** Whether the choices were saved just before the page was opened. It is told once. */
function takeSaved(): boolean {
  const isSaved = sessionStorage.getItem(SAVED) !== null;
  sessionStorage.removeItem(SAVED);
  return isSaved;
}

function Device() {
  const [isSaved] = useState(takeSaved);
  const [isKept, setIsKept] = useState(true);
  const [chosen, setChosen] = useState<Preferences>(preferences);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const kept = savePreferences(chosen);
    setIsKept(kept);
    if (!kept) return;
    sessionStorage.setItem(SAVED, '');
    // Every text of the page may change.
    location.reload();
  };
  return (
    <section className="card" aria-labelledby="device">
      <h2 id="device">{settings.device}</h2>
      <p className="setting-text">{settings.deviceText}</p>
      {isSaved && <Done takesFocus>{settings.savedDevice}</Done>}
      {!isKept && (
        <p className="notice notice-error" role="alert">
          {settings.notKept}
        </p>
      )}
      <nav aria-label={settings.language} className="setting">
        <h3>{settings.language}</h3>
        <p className="secondary">{settings.languageText}</p>
        <div className="tabs">
          {LANGUAGES.map((one) => (
            <a
              key={one}
              href={`/portal/settings?lang=${one}`}
              lang={one}
              hrefLang={one}
              aria-current={one === language ? 'true' : undefined}
            >
              {LANGUAGE_NAMES[one]}
            </a>
          ))}
        </div>
      </nav>
      <form onSubmit={save}>
        <RadioChoices
          legend={settings.digits}
          hint={settings.digitsHint}
          values={DIGITS}
          texts={DIGIT_NAMES}
          chosen={chosen.digits}
          onChoose={(digits) => setChosen({ ...chosen, digits })}
        />
        <RadioChoices
          legend={settings.calendar}
          values={CALENDARS}
          texts={settings.calendars}
          chosen={chosen.calendar}
          onChoose={(calendar) => setChosen({ ...chosen, calendar })}
        />
        <RadioChoices
          legend={settings.theme}
          values={THEMES}
          texts={settings.themes}
          chosen={chosen.theme}
          onChoose={(theme) => setChosen({ ...chosen, theme })}
        />
        <button type="submit" className="button button-primary">
          {settings.saveDevice}
        </button>
      </form>
    </section>
  );
}

const SHOW_NAMES = ['never', 'when-unlabelled'] as const satisfies readonly ShowNames[];

function Names({ establishment: { showNames } }: { establishment: Establishment }) {
  const mayManage = useMayManage();
  const [chosen, setChosen] = useState(showNames);
  const save = useMutation({
    mutationFn: chooseNames,
    onSuccess: (establishment) => {
      queries.setQueryData(establishmentQuery.queryKey, establishment);
      void queries.invalidateQueries({ queryKey: ['audit'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate(chosen);
  };
  return (
    <section className="card" aria-labelledby="names">
      <h2 id="names">{settings.names}</h2>
      <p className="setting-text">{settings.namesText}</p>
      {mayManage ? (
        <form onSubmit={submit}>
          {save.isSuccess && <Done>{settings.savedNames}</Done>}
          {save.error && <Failure error={save.error} />}
          <RadioChoices
            legend={settings.namesShown}
            error={fieldError(save.error, '/showNames')}
            values={SHOW_NAMES}
            texts={settings.showNames}
            hints={settings.showNamesHints}
            chosen={chosen}
            onChoose={(value) => {
              save.reset();
              setChosen(value);
            }}
          />
          <button type="submit" className="button" disabled={save.isPending}>
            {save.isPending ? settings.saving : words.save}
          </button>
        </form>
      ) : (
        <p>
          <strong>{settings.showNames[showNames]}</strong>
        </p>
      )}
    </section>
  );
}

/** From here on an establishment is told that its SMS come to an end. */
const NEARLY_USED = 0.8;

function Use({ establishment: { used, limits } }: { establishment: Establishment }) {
  const sms = used.smsPartsThisMonth / limits.smsPartsPerMonth;
  const rows = [
    [settings.contacts, used.contacts, limits.contacts],
    [settings.codes, used.codesLast24Hours, limits.codesPerDay],
  ] as const;
  return (
    <section className="card" aria-labelledby="use">
      <h2 id="use">{settings.use}</h2>
      {sms >= 1 ? (
        <p className="notice notice-error">{settings.smsUsedUp}</p>
      ) : (
        sms >= NEARLY_USED && <p className="notice notice-warning">{settings.smsNearlyUsed}</p>
      )}
      <Progress label={settings.smsParts} value={used.smsPartsThisMonth} max={limits.smsPartsPerMonth}>
        {usedOf(used.smsPartsThisMonth, limits.smsPartsPerMonth)}
      </Progress>
      <p className="secondary setting-text">{settings.smsHint}</p>
      <dl>
        {rows.map(([name, value, limit]) => (
          <div key={name} className="setting-row">
            <dt>{name}</dt>
            <dd>{usedOf(value, limit)}</dd>
          </div>
        ))}
        <div className="setting-row">
          <dt>{settings.subscriptions}</dt>
          <dd>
            <Count value={limits.subscriptions} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

const usedOf = (used: number, limit: number) =>
  fill(settings.usedOf, { used: numberText(used), limit: numberText(limit) });

function About({ establishment: { id, role } }: { establishment: Establishment }) {
  return (
    <section className="card" aria-labelledby="establishment">
      <h2 id="establishment">{settings.establishment}</h2>
      <dl>
        <div className="setting-row">
          <dt>{settings.number}</dt>
          <dd>
            <IdentityNumber value={id} />
          </dd>
        </div>
        <div className="setting-row">
          <dt>{settings.role}</dt>
          <dd>{words.roles[role]}</dd>
        </div>
      </dl>
      <p>{settings.roleTexts[role]}</p>
      <p className="secondary">{settings.roleHint}</p>
    </section>
  );
}

function duration(days: number): string {
  const years = wholeYears(days);
  return years === undefined ? plural(settings.days, days) : plural(settings.years, years);
}

function Kept({ establishment: { retentionDays } }: { establishment: Establishment }) {
  return (
    <section className="card" aria-labelledby="kept">
      <h2 id="kept">{settings.privacy}</h2>
      <dl>
        <div className="setting-row">
          <dt>{settings.messagesKept}</dt>
          <dd>{duration(retentionDays.notifications)}</dd>
        </div>
        <div className="setting-row">
          <dt>{settings.activityKept}</dt>
          <dd>{duration(retentionDays.audit)}</dd>
        </div>
      </dl>
      <Link to="/privacy">{settings.toPrivacy}</Link>
    </section>
  );
}
