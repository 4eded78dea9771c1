import { calendarQuery } from '../model/calendar-view.ts';
import type { CreateArrangedList } from './lists.ts';
import { createRecordList } from './record-list.ts';

/** As many records as the service returns at once, because a month is loaded to its end. */
const PAGE_SIZE = 100;

/** Creates the list of the records on the days of a calendar. */
export const createMonthList: CreateArrangedList = ({ api, type, view, by }) =>
  createRecordList({
    api: { page: async (shown, query, cursor, options) => await api.page(shown, query, cursor, { ...options, limit: PAGE_SIZE }) },
    type,
    query: calendarQuery(type, view, by),
  });
