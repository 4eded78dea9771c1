import { choice } from '../schema/fields/choice.ts';
import { email } from '../schema/fields/email.ts';
import { text } from '../schema/fields/text.ts';
import { textList } from '../schema/fields/text-list.ts';
import { url } from '../schema/fields/url.ts';
import { defineRecordType } from '../schema/record-type.ts';

export const customers = defineRecordType({
  name: 'customers',
  title: 'Customers',
  singular: 'customer',
  fields: {
    name: text({ max: 200, required: true }),
    email: email({ label: 'E-mail' }),
    phone: text({ max: 40, inputType: 'tel' }),
    company: text({ max: 200 }),
    stage: choice({ choices: ['lead', 'active', 'inactive'], default: 'lead' }),
    website: url({ max: 2000 }),
    address: text({ max: 500, lines: true }),
    notes: text({ max: 4000, lines: true }),
    tags: textList({ maxItems: 20, maxLength: 40 }),
  },
  filterable: ['stage', 'email', 'name', 'company', 'tags'],
  indexes: [{ by: 'name' }, { by: 'company' }, { where: 'stage', by: 'createdAt' }, { where: 'email', by: 'createdAt' }],
  example: {
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    phone: '+44 20 7946 0958',
    company: 'Analytical Engines Ltd',
    stage: 'active',
    website: 'https://example.com/',
    address: '12 St James’s Square\nLondon',
    tags: ['newsletter'],
  },
});
