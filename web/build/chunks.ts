import { languages } from '#contract/identity.ts';

type Group = { name: string; test?: RegExp; tags?: '$initial'[] };

/**
 * What travels together. Left to itself the build makes a file of each piece that two pages share, an icon or a word
 * list among them, and a page was a hundred requests. A group is what the same pages need, and is fetched whole: what
 * only some of them use has no place in one. `npm run build -- --sizes` tells what each page fetches.
 */
export const groups: Group[] = [
  // What rarely changes keeps its name, and its place in the browsers' caches, from one version to the next.
  { name: 'ground', test: /node_modules\/(react|react-dom|scheduler|@tanstack|i18next|react-i18next)\// },
  // What every frame says, the names of the rooms' sections among it.
  ...languages.map((language) => ({
    name: `words.${language}`,
    test: new RegExp(`/(frame|[a-z]+-rail)\\.${language}\\.json$`),
  })),
  // What any page begins with: else a group would take it along, and every page would wait for that group.
  { name: 'first', tags: ['$initial'] },
  // Signing in and up, which must be there soon on a slow line: a form, and a frame with nothing in it.
  {
    name: 'form',
    test: oneOf(
      components('Text|Anchor|PasswordInput|Input|InputBase|TextInput|ActionIcon|Loader|Button|UnstyledButton'),
      components('VisuallyHidden|Checkbox/CheckIcon|Radio/RadioIcon'),
      '@mantine/hooks/esm/(use-uncontrolled|use-id)/',
      icons('InfoCircle|PlugConnectedX|Hourglass|Moon|Sun|DeviceDesktop'),
      '/contract/(characters|times)\\.ts',
      '/web/ui/(form/(draft|field|typed-text)|notice|error-state|state\\.module|skeleton)',
      '/web/frame/(wordmark|preferences)',
      '/web/platform/(format|language-names)',
      '/web/identity/(text-fields|entry|checks|arrived|mail-on-its-way|new-password)',
    ),
  },
  // A frame with a menu in it, and the head of a page.
  {
    name: 'menu',
    test: oneOf(
      '/@floating-ui/',
      components(
        'Menu|Popover|Portal|Overlay|FocusTrap|Accordion/AccordionChevron|Transition|CloseButton|NativeSelect',
      ),
      '@mantine/core/esm/(utils/Floating|core/utils/create-scoped-keydown-handler)/',
      '@mantine/hooks/esm/use-(focus|merged|click|long)',
      icons('X|ChevronDown|ChevronRight|ArrowLeft|UserCircle|Keyboard|Check|Search|Plus|Trash|Clock|Key|Copy'),
      '/web/ui/(page-header|avatar|empty-state)',
      '/web/frame/(person-menu|sections|sign-in-link)',
    ),
  },
  { name: 'live', test: oneOf('/web/live/.*\\.tsx?$', '/contract/broadcasting\\.ts') },
  {
    name: 'staff',
    test: oneOf(
      components('Tooltip'),
      icons('Layout\\w+|Menu\\d'),
      '/web/frame/(staff-frame|account-frame|rail|sheet|slim)',
    ),
  },
  // What is looked for and looked at: tables, cards, states.
  {
    name: 'lists',
    test: oneOf(
      icons('Building|EyeOff|UserOff|MailForward|Message|Video|Eye|CircleCheck|Phone|Ban|SearchOff|Archive'),
      '/contract/(booking|clinic|schedule)(\\.events)?\\.ts',
      '/web/ui/(table/|filter-select|status-badge|clamped|price|language-name)',
      '/web/clinic/(mode|records|keys|specialization-(choices|filter))',
      '/web/booking/(clinic-times|days)',
    ),
  },
  // What opens over a page to be filled in or confirmed.
  {
    name: 'dialog',
    test: oneOf(
      components('Modal|ModalBase|ScrollArea|Paper|Textarea'),
      '/(react-remove-scroll|react-remove-scroll-bar|use-sidecar|use-callback-ref|react-style-singleton|tslib)/',
      '/web/ui/(confirm-dialog|dialog|side-panel|panel|form/form|undo|use-narrow)',
    ),
  },
];

function components(names: string): string {
  return `@mantine/core/esm/components/(${names})[/.]`;
}

function icons(names: string): string {
  return `@tabler/icons-react/.*/Icon(${names})\\.m?js`;
}

function oneOf(...patterns: string[]): RegExp {
  return new RegExp(patterns.join('|'));
}
