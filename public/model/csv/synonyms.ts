/**
 * Groups of column names with the same meaning, in the order of the attempts.
 * The names are in lower case, without spaces and punctuation.
 * Airtable, Asana, HubSpot, Jira, Todoist, Trello and address books use them.
 */
const SYNONYMS: readonly (readonly string[])[] = [
  [
    'name',
    'fullname',
    'displayname',
    'contactname',
    'customername',
    'taskname',
    'cardname',
    'summary',
    'subject',
    'content',
    'task',
    'item',
    'what',
    'title',
  ],
  ['notes', 'note', 'description', 'carddescription', 'details', 'comments', 'comment', 'remarks', 'memo', 'body'],
  ['status', 'state', 'stage', 'phase', 'sectioncolumn', 'section', 'listname', 'column', 'list', 'progress'],
  ['priority', 'importance', 'urgency'],
  ['duedate', 'due', 'dueon', 'dueby', 'deadline', 'targetdate', 'enddate', 'date'],
  ['tags', 'tag', 'labels', 'label', 'categories', 'category', 'keywords'],
  ['email', 'mail', 'emailaddress', 'emailaddresses', 'primaryemail', 'workemail', 'contactemail', 'email1', 'email1value'],
  ['phone', 'phonenumber', 'telephone', 'tel', 'mobile', 'mobilephone', 'mobilephonenumber', 'cell', 'cellphone', 'phone1', 'phone1value'],
  [
    'company',
    'companyname',
    'organization',
    'organisation',
    'organizationname',
    'account',
    'accountname',
    'associatedcompany',
    'employer',
    'firm',
  ],
  ['stage', 'lifecyclestage', 'leadstatus', 'dealstage', 'customerstatus', 'status'],
  ['website', 'websiteurl', 'url', 'homepage', 'webpage', 'web', 'site', 'companydomainname', 'domain', 'link'],
  ['address', 'streetaddress', 'street', 'mailingaddress', 'postaladdress', 'fulladdress', 'address1', 'location'],
  ['amount', 'value', 'price', 'total', 'sum', 'cost'],
];

/** Returns synonyms for the names of a column, the most likely first. */
export function synonymsOf(names: readonly string[]): readonly string[] {
  return SYNONYMS.filter((group) => names.some((name) => group.includes(name))).flat();
}

/** The parts of a person's name, which many address books export as separate columns. */
export const PARTS_OF_NAME = ['firstname', 'lastname'];
