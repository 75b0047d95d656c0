import { useWords } from "../i18n";
import { strokes, type Known } from "./graph/style";
import type { Standing } from "./model";
import { terms } from "../statement/text";

/** The line by which a standing is drawn everywhere. */
export function StandingLine({ standing, width = 36 }: { standing: Known; width?: number }) {
  const { colour, width: thick, dash, double } = strokes[standing];
  const line = { stroke: `var(${colour})`, strokeWidth: double ? 2 : thick, strokeDasharray: dash?.join(" ") };
  return (
    <svg className="standing-line" width={width} height={10} aria-hidden="true">
      {double ? (
        <>
          <line x1={0} x2={width} y1={3} y2={3} {...line} />
          <line x1={0} x2={width} y1={7} y2={7} {...line} />
        </>
      ) : (
        <line x1={0} x2={width} y1={5} y2={5} {...line} />
      )}
    </svg>
  );
}

/** A standing with its line and its name; what it means on hovering and for screen readers. */
export function StandingMark({ standing, explained = false }: { standing: Standing; explained?: boolean }) {
  const words = useWords(terms);
  const [name, means] = [words.standing[standing], words.standingMeans[standing]];
  return (
    <span className="standing-mark" style={{ color: `var(${strokes[standing].colour})` }} title={explained ? undefined : means}>
      <StandingLine standing={standing} width={28} />
      <b>{name}</b>
      {explained ? <span className="standing-means">: {means}</span> : <span className="visually-hidden">: {means}</span>}
    </span>
  );
}
