import { lazy } from '../ui/lazy.tsx';

// Parts of controls that only forms and filters render. They are lazy, so that the first list does not wait for them.

export const CheckboxInput = lazy(() => import('./checkbox-input.tsx'), 'CheckboxInput');
export const ChoiceFilter = lazy(() => import('./choice-filter.tsx'), 'ChoiceFilter');
export const ListInput = lazy(() => import('./list-input.tsx'), 'ListInput');
export const PersonFilter = lazy(() => import('./person-filter.tsx'), 'PersonFilter');
export const PersonInput = lazy(() => import('./person-input.tsx'), 'PersonInput');
export const RangeFilter = lazy(() => import('./range-filter.tsx'), 'RangeFilter');
export const ReferenceFilter = lazy(() => import('./reference-filter.tsx'), 'ReferenceFilter');
export const ReferenceInput = lazy(() => import('./reference-input.tsx'), 'ReferenceInput');
export const SelectInput = lazy(() => import('./select-input.tsx'), 'SelectInput');
export const TextArea = lazy(() => import('./text-area.tsx'), 'TextArea');
export const TypedInput = lazy(() => import('./typed-input.tsx'), 'TypedInput');
