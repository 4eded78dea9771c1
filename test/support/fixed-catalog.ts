import type { CatalogReader } from '../../src/store/catalog-reader.ts';
import { firstPlacement } from '../../src/store/index-spec.ts';
import { firstUniques } from '../../src/store/unique-fields.ts';

/** A catalog in which the indexes of every type are complete. It does not read the table. */
export const fixedCatalog: CatalogReader = {
  check: async () => undefined,
  forReading: async (type) => firstPlacement(type),
  forWriting: async (type) => firstPlacement(type),
  placed: async (type) => firstPlacement(type),
  uniques: async (type) => firstUniques(type),
};
