import { useLocale, useWords } from "../../i18n";
import { timeText } from "../date-text";
import { nameOf, relationsOf, type Graph, type Thing } from "../model";
import { StandingMark } from "../standing-mark";
import { commonWords } from "../words";
import { graphWords } from "./graph-words";

/** The same as the drawing, for screen readers and for who prefers reading: all that was found, however much it is. */
export function GraphTable({ graph, onPick, relationsOnly = false }: { graph: Graph; onPick: (id: string) => void; relationsOnly?: boolean }) {
  const [t, c] = [useWords(graphWords), useWords(commonWords)];
  const locale = useLocale();
  const relations = relationsOf(graph).filter((r) => r.found);
  const things = relationsOnly ? [] : [...graph.things.values()].filter((thing) => thing.found && thing.class !== "Relation" && thing.class !== "Claim");
  const pick = (thing: Thing) => (
    <button type="button" className="view-pick" onClick={() => onPick(thing.id)}>
      {thing.name || c.unnamed}
    </button>
  );
  return (
    <div className="view-tables" tabIndex={0} role="region" aria-label={c.table}>
      {relations.length > 0 && (
        <table className="view-table">
          <caption>{t.relations}</caption>
          <thead>
            <tr>
              <th scope="col">{c.relation}</th>
              <th scope="col">{t.participants}</th>
              <th scope="col">{c.standing}</th>
              <th scope="col">{c.date}</th>
            </tr>
          </thead>
          <tbody>
            {relations.map((r) => (
              <tr key={r.id}>
                <th scope="row">{pick(r)}</th>
                <td>
                  {r.participants.map((p, i) => (
                    <div key={i}>
                      {p.role && <span className="view-role">{p.role.label ?? p.role.key}: </span>}
                      {nameOf(graph, p.thing) || c.unnamed}
                    </div>
                  ))}
                </td>
                <td>{r.standing && <StandingMark standing={r.standing} />}</td>
                <td>{timeText(r.time, locale) || c.undated}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {things.length > 0 && (
        <table className="view-table">
          <caption>{t.things}</caption>
          <thead>
            <tr>
              <th scope="col">{t.name}</th>
              <th scope="col">{t.kind}</th>
            </tr>
          </thead>
          <tbody>
            {things.map((thing) => (
              <tr key={thing.id}>
                <th scope="row">{pick(thing)}</th>
                <td>{thing.kind?.label ?? thing.kind?.key}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
