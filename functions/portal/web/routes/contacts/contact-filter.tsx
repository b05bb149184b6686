import { useQuery } from '@tanstack/react-query';
import { FilterSelect } from '../../components/filter-form.tsx';
import { contactsQuery } from './data.ts';

/** Narrows a list to one contact. */
export function ContactFilter({
  label,
  value,
  gone,
}: {
  label: string;
  value: string | undefined;
  /** What a contact is called that is no longer there. */
  gone: string;
}) {
  const { data: contacts = [] } = useQuery(contactsQuery);
  const known = contacts.map(({ id, address, label: name }) => [id, name ? `${name} · ${address}` : address] as const);
  const isKnown = !value || known.some(([id]) => id === value);
  return (
    <FilterSelect
      // The contacts may come after what is chosen among them.
      key={known.length}
      name="contactId"
      label={label}
      value={value}
      options={isKnown ? known : [...known, [value, gone]]}
    />
  );
}
