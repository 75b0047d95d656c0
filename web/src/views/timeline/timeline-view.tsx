import { useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from "react";
import { scaleUtc } from "d3-scale";
import { formatNumber, useLocale, useWords } from "../../i18n";
import { Picker } from "../card/picker";
import { savePng, saveSvg } from "../export/picture";
import { graphWords } from "../graph/graph-words";
import { GraphTable } from "../graph/table";
import { relationsOf, type Graph, type Relation, type Thing } from "../model";
import { Nothing, Notices } from "../notices";
import { commonWords } from "../words";
import { AsOfSlider, type AsOf } from "./as-of";
import { Bars } from "./bars";
import { Brush } from "./brush";
import { focusOf, timelineOf, within, zoomed, type Stretch } from "./spans";
import { timelineWords } from "./timeline-words";

export interface TimelineViewProps {
  /** Whose relations to show. */
  graph: Graph;
  /** See GraphView. */
  onOpen?: ((thing: Thing) => void) | undefined;
  /** Past states to choose from; absent: no slider. */
  asOf?: AsOf | undefined;
  /** Name of saved pictures, without an ending. */
  name?: string | undefined;
  children?: ReactNode;
}

// So many rows follow the brush fluently; as many things are drawn in a graph.
const maxRows = 500;

/** TimelineView shows the relations of an answer in time; imprecise dates as ranges, the undated in a lane of their own. */
export function TimelineView({ graph, onOpen, asOf, name = "timeline", children }: TimelineViewProps) {
  const [t, g, c] = [useWords(timelineWords), useWords(graphWords), useWords(commonWords)];
  const relations = useMemo(() => relationsOf(graph).filter((r) => r.found), [graph]);
  const { dated, undated, domain } = useMemo(() => timelineOf(relations), [relations]);
  const [chosen, setChosen] = useState<Stretch>();
  const locale = useLocale();
  const n = (count: number) => formatNumber(count, locale);
  const [asTable, setAsTable] = useState(false);
  const [picked, setPicked] = useState<string>();
  const [frame, width] = useWidth();
  useEffect(() => setChosen(undefined), [domain?.[0], domain?.[1]]);

  const shown = within(dated, chosen);
  // The brush follows the hand; the many rows come after it.
  const period = useDeferredValue(chosen);
  const whole = domain && scaleUtc().domain(domain).range([6, width - 6]);
  const rows = useMemo(() => within(dated, period).slice(0, maxRows), [dated, period]);
  const seen = chosen ?? domain;
  const go = (factor: number, move = 0) => () => domain && setChosen(factor === 0 ? undefined : zoomed(seen!, domain, factor, move));
  const closer = () => domain && setChosen(zoomed(seen!, domain, 0.5, 0, focusOf(shown, seen!)));
  const tabled = useMemo(() => (asTable ? keeping(graph, [...within(dated, period).map((s) => s.relation), ...undated]) : graph), [asTable, graph, dated, period, undated]);
  const picture = () => frame.current?.querySelector<SVGSVGElement>(".timeline-bars");
  const button = (label: string, onClick: () => void, sign: string, disabled = false) => (
    <button type="button" className="view-button" aria-label={label} title={label} onClick={onClick} disabled={disabled}>
      {sign}
    </button>
  );

  return (
    <section className="view view-timeline" aria-label={t.timeline}>
      <div className="view-bar" role="toolbar" aria-label={t.timeline}>
        <button type="button" className="view-button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {c.table}
        </button>
        {domain && (
          <>
            {button(t.zoomIn, closer, "+")}
            {button(t.zoomOut, go(2), "−", !chosen)}
            {button(t.earlier, go(1, -0.5), "←", !chosen)}
            {button(t.later, go(1, 0.5), "→", !chosen)}
            {button(t.all, go(0), "⤢", !chosen)}
            {!asTable && button(g.svg, () => picture() && saveSvg(picture()!, name), "SVG")}
            {!asTable && button(g.png, () => picture() && void savePng(picture()!, name), "PNG")}
          </>
        )}
        {children}
        <span className="view-count" role="status">{t.count(shown.length + undated.length, relations.length)}</span>
      </div>
      {asOf && <AsOfSlider {...asOf} />}
      <Notices graph={graph}>{!asTable && shown.length > maxRows && <li>{t.cut(n(maxRows), n(shown.length))}</li>}</Notices>
      <div className="view-stage">
        <div className="timeline-scroll" ref={frame} tabIndex={-1}>
          {relations.length === 0 && <Nothing><p>{t.nothing}</p></Nothing>}
          {whole && <Brush spans={dated} domain={domain} scale={whole} width={width} chosen={chosen} onChoose={setChosen} />}
          {asTable && relations.length > 0 && <GraphTable graph={tabled} relationsOnly onPick={setPicked} />}
          {!asTable && domain && shown.length > 0 && <Bars spans={rows} period={period ?? domain} width={width} label={t.timeline} picked={picked} onPick={setPicked} />}
          {!asTable && domain && shown.length === 0 && <Nothing><p>{t.none}</p></Nothing>}
          {!asTable && domain && <Key />}
          {!asTable && undated.length > 0 && (
            <section className="timeline-undated">
              <h3>{t.undated}</h3>
              <ul>
                {undated.map((r) => (
                  <li key={r.id}>
                    <button type="button" className="view-pick" onClick={() => setPicked(r.id)}>{r.name || c.unnamed}</button>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <Picker picked={picked} graph={graph} onOpen={onOpen} onPick={setPicked} />
      </div>
    </section>
  );
}

// keeping is a graph with no other relations than these.
function keeping(graph: Graph, relations: readonly Relation[]): Graph {
  const others = [...graph.things.values()].filter((x) => x.class !== "Relation");
  return { ...graph, things: new Map([...relations, ...others].map((x) => [x.id, x])) };
}

function Key() {
  const t = useWords(timelineWords);
  return (
    <p className="timeline-key">
      <svg width={150} height={12} aria-hidden="true">
        <rect x={1} y={1} width={148} height={10} rx={3} fill="var(--stated)" fillOpacity={0.25} stroke="var(--stated)" />
        <rect x={45} y={1} width={60} height={10} fill="var(--stated)" />
      </svg>{" "}
      {t.possible} – {t.certain} – {t.possible}; ▶ {t.ongoing}; ░ {t.unknown}
    </p>
  );
}

function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = frame.current!;
    const measure = () => setWidth(Math.max(element.clientWidth - 24, 240));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return [frame, width];
}
