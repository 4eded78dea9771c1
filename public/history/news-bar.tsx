import { formatNumber } from '../model/number-text.ts';
import { useApp } from '../state/app-context.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { focusRecord } from '../ui/focus-record.ts';
import './history.css';

/** Says how many records others changed, and shows them on request. It floats, so that no record moves. */
export function NewsBar() {
  const { late, run } = useApp();
  const live = late.value?.live;
  const count = live?.news.value ?? 0;
  const text = `${formatNumber(count)} ${count === 1 ? 'change' : 'changes'}`;
  return (
    <div role="status">
      {live !== undefined && count > 0 && (
        <p class="news-bar">
          <ChangingText>{text}</ChangingText>
          <button
            type="button"
            onClick={() => {
              focusRecord(undefined);
              run(live.show);
            }}
          >
            Show
          </button>
        </p>
      )}
    </div>
  );
}
