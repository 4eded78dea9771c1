import { isObject } from './json.ts';

const MONDAY = 1;
const SATURDAY = 6;
const SUNDAY = 7;

/** Regions whose week does not start on Monday: Unicode CLDR 44, `weekData`. For browsers without week data, such as Firefox. */
const SUNDAY_REGIONS =
  'AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW';
const SATURDAY_REGIONS = 'AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY';

/** Returns the first day of the week for a locale such as `en-US`: 1 for Monday to 7 for Sunday. */
export function firstWeekday(locale: string): number {
  const known = new Intl.Locale(locale);
  return weekDataOf(known) ?? weekdayOf(known.maximize().region ?? '');
}

function weekDataOf(locale: Intl.Locale): number | undefined {
  const data: unknown =
    'getWeekInfo' in locale && typeof locale.getWeekInfo === 'function' ? locale.getWeekInfo() : Reflect.get(locale, 'weekInfo');
  return isObject(data) && typeof data['firstDay'] === 'number' ? data['firstDay'] : undefined;
}

export function weekdayOf(region: string): number {
  if (SUNDAY_REGIONS.split(' ').includes(region)) return SUNDAY;
  return SATURDAY_REGIONS.split(' ').includes(region) ? SATURDAY : MONDAY;
}
