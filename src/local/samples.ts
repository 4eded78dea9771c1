import { customers } from '../records/customers.ts';
import { tasks } from '../records/tasks.ts';
import type { RecordType, ValuesOf } from '../schema/record-type.ts';

/** A sample record. Its dates are relative to the day of its creation. */
export interface Sample {
  readonly type: RecordType;
  /** Days since its creation. */
  readonly daysAgo: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** The name of the sample customer that it refers to. */
  readonly customer?: string | undefined;
}

type TaskValues = ValuesOf<typeof tasks>;
type CustomerValues = ValuesOf<typeof customers>;

interface SampleTask extends Omit<Partial<TaskValues>, 'dueDate'> {
  readonly title: string;
  /** The customer's name, because ids do not exist yet. */
  readonly customer?: string;
  readonly daysAgo: number;
  /** Days from today; negative: overdue. */
  readonly due?: number;
}

interface SampleCustomer extends Partial<CustomerValues> {
  readonly name: string;
  readonly daysAgo: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Returns the records of an invented small workshop on a day, oldest first. */
export function samplesFor(today: Date): readonly Sample[] {
  const samples: Sample[] = [
    ...SAMPLE_TASKS.map(({ daysAgo, due, customer, ...values }) => ({
      type: tasks,
      daysAgo,
      customer,
      values: { ...defaultsOf(tasks), ...values, ...(due === undefined ? {} : { dueDate: dayFrom(today, due) }) },
    })),
    ...SAMPLE_CUSTOMERS.map(({ daysAgo, ...values }) => ({ type: customers, daysAgo, values: { ...defaultsOf(customers), ...values } })),
  ];
  return samples.sort((a, b) => b.daysAgo - a.daysAgo);
}

/** Returns the values of a sample, with the id of its customer. `ids`: the ids of the sample customers, by name. */
export function sampleValues({ values, customer }: Sample, ids: ReadonlyMap<unknown, string>): Readonly<Record<string, unknown>> {
  const id = ids.get(customer);
  return id === undefined ? values : { ...values, customer: id };
}

function defaultsOf({ fields }: RecordType): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => (field.default === undefined ? [] : [[name, field.default]])),
  );
}

function dayFrom(today: Date, days: number): string {
  return new Date(today.getTime() + days * DAY_MS).toISOString().slice(0, 10);
}

const SAMPLE_TASKS: readonly SampleTask[] = [
  { title: 'Renew the liability insurance', status: 'done', priority: 'high', due: -38, daysAgo: 61, tags: ['finance'] },
  {
    title: 'Order oak boards for the library shelves',
    customer: 'Greta Hartmann',
    status: 'done',
    due: -30,
    daysAgo: 52,
    tags: ['workshop', 'hartmann'],
  },
  { title: 'Write down how we price repairs', status: 'done', priority: 'low', daysAgo: 49, tags: ['office'] },
  {
    title: 'Measure the bay window at Lindqvist’s',
    customer: 'Nils Lindqvist',
    status: 'done',
    due: -24,
    daysAgo: 40,
    tags: ['site visit'],
  },
  { title: 'Replace the band saw blade', status: 'done', due: -21, daysAgo: 33, tags: ['workshop', 'maintenance'] },
  {
    title: 'Send the offer for the café counter',
    customer: 'Kenji Mori',
    status: 'done',
    priority: 'high',
    due: -17,
    daysAgo: 30,
    tags: ['offer', 'mori'],
  },
  { title: 'Book the stand at the spring trade fair', status: 'done', due: -12, daysAgo: 28, tags: ['marketing'] },
  {
    title: 'Photograph the finished staircase',
    customer: 'Greta Hartmann',
    status: 'done',
    priority: 'low',
    due: -9,
    daysAgo: 25,
    tags: ['marketing', 'website'],
  },
  {
    title: 'Chase the second reminder to Okafor Interiors',
    customer: 'Amara Okafor',
    notes: 'Invoice 2041, 1,840.00. They said the payment run is on Fridays.',
    priority: 'high',
    due: -6,
    daysAgo: 24,
    tags: ['finance', 'urgent'],
  },
  { title: 'File the quarterly VAT return', status: 'in-progress', priority: 'high', due: -1, daysAgo: 22, tags: ['finance'] },
  {
    title: 'Draw the kitchen for the Duarte family',
    customer: 'Lucía Duarte',
    status: 'in-progress',
    due: 2,
    daysAgo: 20,
    tags: ['design', 'duarte'],
  },
  {
    title: 'Repair the drawer runners at the practice',
    customer: 'Dr. Priya Raman',
    notes: 'Two drawers in room 3, one in the reception.\nBring the soft-close set from the blue box.',
    due: 0,
    daysAgo: 18,
    tags: ['repair', 'site visit'],
  },
  { title: 'Agree on the delivery date with the freight company', priority: 'high', due: 1, daysAgo: 17, tags: ['logistics'] },
  { title: 'Oil the show table', status: 'in-progress', priority: 'low', due: 3, daysAgo: 15, tags: ['workshop'] },
  { title: 'Answer the enquiry about acoustic panels', due: 0, priority: 'high', daysAgo: 14, tags: ['offer'] },
  { title: 'Check the fire extinguishers', due: 5, daysAgo: 13, tags: ['maintenance', 'safety'] },
  {
    title: 'Order hinges and runners',
    notes: 'At least 40 pairs; the supplier closes over the holidays.',
    due: 2,
    daysAgo: 12,
    tags: ['workshop'],
  },
  { title: 'Interview the second apprentice', status: 'in-progress', priority: 'high', due: 4, daysAgo: 11, tags: ['team'] },
  { title: 'Plan the move of the spray booth', priority: 'low', due: 45, daysAgo: 10, tags: ['workshop', 'safety'] },
  { title: 'Write the reference letter for Jonas', due: 6, daysAgo: 9, tags: ['team'] },
  { title: 'Update the price list on the website', due: 10, daysAgo: 8, tags: ['website', 'marketing'] },
  {
    title: 'Glue up the table top for Marchetti',
    customer: 'Paolo Marchetti',
    status: 'in-progress',
    due: 7,
    daysAgo: 7,
    tags: ['workshop', 'marchetti'],
  },
  { title: 'Compare offers for the new dust extraction', priority: 'low', due: 30, daysAgo: 6, tags: ['safety', 'offer'] },
  { title: 'Invite customers to the open workshop day', due: 21, daysAgo: 5, tags: ['marketing'] },
  { title: 'Back up the drawings to the second disk', due: 1, daysAgo: 4, tags: ['office'] },
  { title: 'Ask the landlord about the loading ramp', daysAgo: 3, tags: ['office'] },
  { title: 'Sketch three variants of the reading chair', priority: 'low', daysAgo: 3, tags: ['design'] },
  { title: 'Return the borrowed moisture meter', due: -2, daysAgo: 2, tags: ['workshop'] },
  {
    title: 'Prepare the invoice for the staircase',
    customer: 'Greta Hartmann',
    priority: 'high',
    due: 3,
    daysAgo: 1,
    tags: ['finance', 'hartmann'],
  },
  { title: 'Find a date for the team lunch', priority: 'low', daysAgo: 0.2 },
];

const SAMPLE_CUSTOMERS: readonly SampleCustomer[] = [
  {
    name: 'Greta Hartmann',
    email: 'greta.hartmann@example.com',
    phone: '+49 30 5550 1142',
    company: 'Hartmann & Söhne Bookshop',
    stage: 'active',
    website: 'https://hartmann-books.example.com/',
    address: 'Lindenweg 14\n10115 Berlin',
    notes: 'Prefers calls before noon. Library shelves, then the staircase.',
    tags: ['retail', 'regular'],
    daysAgo: 380,
  },
  {
    name: 'Kenji Mori',
    email: 'kenji@mori-coffee.example.com',
    phone: '+81 3 5550 0188',
    company: 'Mori Coffee',
    stage: 'active',
    tags: ['gastronomy'],
    daysAgo: 290,
  },
  {
    name: 'Amara Okafor',
    email: 'amara.okafor@example.org',
    phone: '+44 20 7946 0321',
    company: 'Okafor Interiors',
    stage: 'active',
    tags: ['partner'],
    daysAgo: 260,
  },
  {
    name: 'Lucía Duarte',
    email: 'lucia.duarte@example.com',
    phone: '+34 91 555 0147',
    stage: 'active',
    address: 'Calle de la Palma 8\n28004 Madrid',
    tags: ['private'],
    daysAgo: 210,
  },
  {
    name: 'Nils Lindqvist',
    email: 'nils.lindqvist@example.net',
    phone: '+46 8 555 0163',
    stage: 'active',
    tags: ['private'],
    daysAgo: 180,
  },
  {
    name: 'Dr. Priya Raman',
    email: 'office@raman-practice.example.com',
    phone: '+44 161 496 0275',
    company: 'Raman Dental Practice',
    stage: 'active',
    tags: ['practice', 'regular'],
    daysAgo: 172,
  },
  {
    name: 'Paolo Marchetti',
    email: 'p.marchetti@example.com',
    company: 'Trattoria Marchetti',
    stage: 'active',
    tags: ['gastronomy'],
    daysAgo: 140,
  },
  {
    name: 'Sophie Laurent',
    email: 'sophie@atelier-laurent.example.com',
    phone: '+33 1 55 50 01 92',
    company: 'Atelier Laurent',
    stage: 'inactive',
    website: 'https://atelier-laurent.example.com/',
    tags: ['partner'],
    daysAgo: 133,
  },
  {
    name: 'Tomasz Zieliński',
    email: 'tomasz.zielinski@example.org',
    stage: 'inactive',
    tags: ['private'],
    notes: 'Moved abroad; asked us to keep the drawings.',
    daysAgo: 120,
  },
  {
    name: 'Fatima El Amrani',
    email: 'fatima@elamrani.example.com',
    phone: '+212 5 2255 0134',
    company: 'Riad El Amrani',
    stage: 'lead',
    tags: ['hotel'],
    daysAgo: 96,
  },
  {
    name: 'Oliver Brandt',
    email: 'o.brandt@brandt-freight.example.com',
    phone: '+49 40 5550 7781',
    company: 'Brandt Freight',
    stage: 'active',
    tags: ['supplier', 'logistics'],
    daysAgo: 88,
  },
  {
    name: 'Hannah Cohen',
    email: 'hannah.cohen@example.com',
    stage: 'lead',
    tags: ['private', 'referral'],
    notes: 'Referred by Greta Hartmann.',
    daysAgo: 61,
  },
  {
    name: 'Mateo Silva',
    email: 'mateo@silva-architects.example.com',
    phone: '+55 11 5550 0119',
    company: 'Silva Architects',
    stage: 'active',
    website: 'https://silva-architects.example.com/',
    tags: ['partner', 'architect'],
    daysAgo: 47,
  },
  {
    name: 'Ingrid Solheim',
    email: 'ingrid.solheim@example.net',
    company: 'Solheim School of Music',
    stage: 'lead',
    notes: 'Acoustic panels for two practice rooms.',
    tags: ['school'],
    daysAgo: 33,
  },
  { name: 'Chidi Nwosu', email: 'chidi.nwosu@example.org', phone: '+234 1 555 0150', stage: 'inactive', tags: ['private'], daysAgo: 29 },
  {
    name: 'Mei-Ling Chen',
    email: 'meiling@harbour-tea.example.com',
    company: 'Harbour Tea House',
    stage: 'lead',
    tags: ['gastronomy', 'referral'],
    daysAgo: 19,
  },
  {
    name: 'Eoin Gallagher',
    email: 'eoin.gallagher@example.com',
    phone: '+353 1 555 0172',
    stage: 'lead',
    address: '3 Mill Lane\nGalway',
    tags: ['private'],
    daysAgo: 12,
  },
  {
    name: 'Anneke de Vries',
    email: 'anneke@devries-yachts.example.com',
    company: 'De Vries Yachts',
    stage: 'lead',
    website: 'https://devries-yachts.example.com/',
    tags: ['trade fair'],
    daysAgo: 8,
  },
  {
    name: 'Samuel Whitfield',
    email: 'sam.whitfield@example.com',
    company: 'Whitfield & Partners',
    stage: 'lead',
    tags: ['trade fair', 'office'],
    daysAgo: 4,
  },
  {
    name: 'Leila Haddad',
    email: 'leila.haddad@example.com',
    phone: '+961 1 555 011',
    stage: 'lead',
    notes: 'Wants a visit next week.',
    tags: ['private'],
    daysAgo: 0.5,
  },
];
