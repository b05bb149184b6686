import type { accessibility as arabic } from '../ar/accessibility.ts';
import type { Same } from '../catalogue.ts';

export const accessibility: Same<typeof arabic> = {
  title: 'Accessibility statement',
  lead: 'Everybody should be able to use this service, with any device and any aid. Here we say what was tested, and what was not yet.',
  updated: 'Last updated:',
  aimTitle: 'What we hold ourselves to',
  aim: 'The pages are built to level AA of the Web Content Accessibility Guidelines, WCAG 2.2.',
  canTitle: 'What you can do',
  can: [
    'Use everything with the keyboard alone, with a clear frame around where you are, and a link at the start that skips the menu.',
    'Enlarge to 200 %, and use a screen 320 pixels wide, without scrolling the page sideways. Only wide tables scroll, within their frame.',
    'Choose a light or dark look, the digits, and which calendar comes first, under “Settings”.',
    'Read the pages in Arabic from right to left or in English; screen readers are told the language.',
    'Tell each state by words, never by colour alone; screen readers are told how each action ended.',
    'Take your time: you are warned two minutes before a session ends and can stay, and what you typed is not lost.',
  ],
  testedTitle: 'What was tested',
  tested: [
    'Every page in both languages and both looks, by machine: axe in Chromium, with every release.',
    'Every page with the keyboard alone, at 320 pixels, at 200 % and in print, by machine in the same browser.',
    'The direction of numbers and addresses within Arabic, and the six Arabic plural forms.',
    'The looks of the pages, by eye: pictures in both languages, on a phone and on a desktop.',
  ],
  notTestedTitle: 'What was not tested yet',
  notTested: [
    'Use by people with disabilities.',
    'Screen readers (NVDA, JAWS, VoiceOver, TalkBack) by hand. Machines find a part of the barriers only.',
    'Firefox and Safari, and real devices.',
    'An assessment by somebody independent.',
  ],
  knownTitle: 'What we know is missing',
  known: [
    'The CSV files that are downloaded do not describe the structure of their table.',
    'The text of a message as it was sent may hold words of your establishment in another language, which is not marked.',
  ],
  reportTitle: 'Did you find a barrier?',
  report: 'Tell the operator of the service which page it was, what you tried to do, and which aid you use.',
};
