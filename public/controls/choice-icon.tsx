import { choiceColor, type ShownChoice } from './choice-color.ts';

/**
 * Shows the position of a choice on the way to “done”: an empty ring for the first, a full ring for the last.
 * Other choices get a dot: the last of them may be the worst.
 */
export function ChoiceIcon(shown: ShownChoice) {
  const { choices, choice } = shown;
  const color = choiceColor(shown);
  if (color !== undefined) {
    return (
      <svg class="mark" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="5" fill={color} />
      </svg>
    );
  }
  const share = choices.indexOf(choice) / Math.max(1, choices.length - 1);
  return (
    <svg class="mark" viewBox="0 0 16 16" aria-hidden="true">
      <circle class="mark-ring" cx="8" cy="8" r="6" />
      <circle
        class="mark-share"
        cx="8"
        cy="8"
        r="2.5"
        pathLength={100}
        stroke-dasharray={`${share * 100} 100`}
        transform="rotate(-90 8 8)"
      />
    </svg>
  );
}

/** Shows the position of a choice as steps: the later the choice, the more steps are filled. */
export function StepIcon({ choices, choice }: { readonly choices: readonly string[]; readonly choice: string }) {
  const index = choices.indexOf(choice);
  const width = 14 / choices.length;
  return (
    <svg class="mark" viewBox="0 0 16 16" aria-hidden="true">
      {choices.map((option, step) => {
        const height = 4 + (8 * step) / Math.max(1, choices.length - 1);
        return (
          <rect
            key={option}
            class={step <= index ? 'step is-full' : 'step'}
            x={1 + step * width}
            y={14 - height}
            width={width - 1.5}
            height={height}
            rx={0.75}
          />
        );
      })}
    </svg>
  );
}
