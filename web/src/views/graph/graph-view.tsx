import { useMemo, useRef, useState, type ReactNode } from "react";
import type { Core } from "cytoscape";
import { ViewNeighborsDocument } from "../../api";
import { formatNumber, useLocale, useWords } from "../../i18n";
import { Picker } from "../card/picker";
import { scaleOf } from "../export/picture";
import { save } from "../export/save";
import { relationsOf, type Graph, type Thing } from "../model";
import { Nothing, Notices } from "../notices";
import { QueryLink } from "../query-link";
import { commonWords } from "../words";
import type { GraphCanvas } from "./canvas";
import { CanvasView } from "./canvas-view";
import { coloursOf, draw, groupsOf } from "./draw";
import { graphWords } from "./graph-words";
import { Legend } from "./legend";
import { palette } from "./style";
import { toSvg } from "./svg";
import { GraphTable } from "./table";
import { useExpansions } from "./use-expansions";

export interface GraphViewProps {
  /** What to draw; keep the object as long as it is the same answer, since another one starts anew. */
  graph: Graph;
  /** Opens a page about a thing, where there are pages: its name in the card becomes a link to it. */
  onOpen?: ((thing: Thing) => void) | undefined;
  /** Name of saved pictures, without an ending. */
  name?: string | undefined;
  /** More buttons in its bar. */
  children?: ReactNode;
}

/** GraphView draws things and relations. What is picked shows a card, and grows by what lies around it. */
export function GraphView({ graph: base, onOpen, name = "demarche", children }: GraphViewProps) {
  const [t, c, locale] = [useWords(graphWords), useWords(commonWords), useLocale()];
  const { graph, list, error, expand, takeBack } = useExpansions(base);
  const [claimants, setClaimants] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const [picked, setPicked] = useState<string>();
  const canvas = useRef<GraphCanvas | undefined>(undefined);
  const frame = useRef<HTMLDivElement>(null);
  const drawing = useMemo(() => draw(graph, { claimants }), [graph, claimants]);
  const colours = useMemo(() => coloursOf(groupsOf(drawing.nodes)), [drawing]);
  const n = (count: number) => formatNumber(count, locale);

  if (drawing.nodes.length === 0 && drawing.left.length === 0) return <Nothing />;
  const relations = relationsOf(graph).filter((r) => r.found).length;
  const label = t.summary([...graph.things.values()].filter((x) => x.found && x.class !== "Claim").length - relations, relations);
  const act = (key: string) => () => canvas.current?.zoom(key);
  const savePicture = (ending: string, draw: (cy: Core) => Blob | Promise<Blob>) => async () => {
    const drawn = canvas.current;
    await drawn?.ready();
    // In the meantime the reader may have gone elsewhere.
    if (drawn && drawn === canvas.current) save(`${name}.${ending}`, await drawn.plain(draw));
  };
  const saveSvg = savePicture("svg", (cy) => new Blob([toSvg(cy, palette(frame.current!), label)], { type: "image/svg+xml" }));
  const savePng = savePicture("png", (cy) => {
    const { w, h } = cy.elements().boundingBox();
    return cy.png({ output: "blob-promise", full: true, scale: scaleOf(w, h), bg: palette(frame.current!)("--card") });
  });

  return (
    <section className="view view-graph" aria-label={t.graph} ref={frame} onKeyDown={(e) => e.key === "Escape" && setPicked(undefined)}>
      <div className="view-bar" role="toolbar" aria-label={t.graph}>
        <Toggle on={asTable} set={setAsTable}>{c.table}</Toggle>
        <Toggle on={claimants} set={setClaimants}>{t.who}</Toggle>
        {!asTable && (
          <>
            <Button label={t.zoomIn} onClick={act("+")}>+</Button>
            <Button label={t.zoomOut} onClick={act("-")}>−</Button>
            <Button label={t.fit} onClick={act("0")}>⤢</Button>
            <Button label={t.again} onClick={() => void canvas.current?.arrange(true)}>↻</Button>
            <Button label={t.svg} onClick={() => void saveSvg()}>SVG</Button>
            <Button label={t.png} onClick={() => void savePng()}>PNG</Button>
          </>
        )}
        {children}
        <span className="view-count">{label}</span>
      </div>
      <Notices graph={graph} error={error}>
        {drawing.left.length > 0 && <li>{t.left(n(drawing.nodes.length), n(drawing.total))}</li>}
        {list.map((e) => (
          <li key={e.thing.id}>
            {e.total > e.shown ? t.expandedPart(e.thing.name, n(e.shown), n(e.total)) : t.expanded(e.thing.name, e.added)}{" "}
            <QueryLink query={ViewNeighborsDocument} variables={e.variables} />{" "}
            {e.next && (
              <>
                <button type="button" className="query-link" onClick={() => void expand(e.thing)}>{t.goOn}</button>{" "}
              </>
            )}
            <button type="button" className="query-link" onClick={() => takeBack(e.thing.id)}>{t.undo}</button>
          </li>
        ))}
      </Notices>
      <div className="view-stage">
        {asTable ? (
          <GraphTable graph={graph} onPick={setPicked} />
        ) : (
          <div className="view-drawing">
            <CanvasView drawing={drawing} colours={colours} label={label} picked={picked} onPick={setPicked} canvas={canvas} />
            <Legend drawing={drawing} colours={colours} claimants={claimants} />
          </div>
        )}
        <Picker picked={picked} graph={graph} onOpen={onOpen} onPick={setPicked} onExpand={expand} />
      </div>
    </section>
  );
}

function Toggle({ on, set, children }: { on: boolean; set: (on: boolean) => void; children: ReactNode }) {
  return (
    <button type="button" className="view-button" aria-pressed={on} onClick={() => set(!on)}>
      {children}
    </button>
  );
}

function Button({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className="view-button" aria-label={label} title={label} onClick={onClick}>
      {children}
    </button>
  );
}
