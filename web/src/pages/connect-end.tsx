import { useEffect, useState, type SyntheticEvent } from "react";
import { SuggestDocument, useQuery } from "../api";
import { TypeAhead, type Picked } from "../find/type-ahead";
import { useLangs, useWords } from "../i18n";
import { Failure } from "../shell/states";
import "./connect-end.css";
import { pageText } from "./text";
import { useThing } from "./use-thing";

interface Props {
  label: string;
  /** Key of the thing that is chosen. */
  id: string | undefined;
  /** Told of what is chosen, and of undefined when what stands in the box is nothing's name. */
  onEnd: (key: string | undefined) => void;
}

/** ConnectEnd is the box for one end. What stands in it is the end that is chosen, or it says that nothing is called so. */
export function ConnectEnd({ label, id, onEnd }: Props) {
  const t = useWords(pageText);
  const langs = useLangs();
  const [box, setBox] = useState({ name: "", turn: 0 });
  const { data: thing, loading } = useThing(id);
  const name = (id && (thing?.name ?? id)) || "";
  // An end that was chosen in the box stands there already: a new box would lose the focus. Any other came by the address.
  if (!loading && name !== box.name) setBox({ name, turn: box.turn + 1 });

  // The box takes what it has found when Enter is pressed. Whoever is faster than that, or finds nothing, is answered from here.
  const [sought, setSought] = useState("");
  const asked = useQuery(SuggestDocument, sought ? { prefix: sought, langs } : undefined);
  const found = sought && !asked.loading ? asked.data?.suggest : undefined;

  const take = ({ key, name }: Picked, turn = box.turn) => {
    setSought("");
    onEnd(key);
    setBox({ name, turn });
  };
  const drop = () => {
    onEnd(undefined);
    setBox({ name: "", turn: box.turn });
  };
  useEffect(() => {
    if (found?.[0]) take(found[0].node, box.turn + 1);
    else if (found) drop();
  }, [found]);
  const typed = (event: SyntheticEvent) => {
    setSought("");
    if (!textIn(event)) drop();
  };
  const entered = (event: SyntheticEvent) => {
    const text = textIn(event);
    if (text !== box.name) setSought(text);
  };
  return (
    <>
      <div onInput={typed} onSubmitCapture={entered}>
        <TypeAhead key={box.turn} label={label} visibleLabel initial={box.name} onPick={(thing) => take(thing)} />
      </div>
      <div className="connect-said" role="status">
        {found?.length === 0 && t.noEnd(sought)}
        {asked.error && <Failure error={asked.error} retry={asked.retry} />}
      </div>
    </>
  );
}

const textIn = ({ currentTarget }: SyntheticEvent) => currentTarget.querySelector("input")!.value.trim();
