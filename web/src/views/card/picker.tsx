import type { Graph, Thing } from "../model";
import { ThingCard } from "./thing-card";

interface PickerProps {
  picked: string | undefined;
  graph: Graph;
  onOpen?: ((thing: Thing) => void) | undefined;
  onPick: (id: string | undefined) => void;
  onExpand?: ((thing: Thing) => Promise<void>) | undefined;
}

/** The card of what was picked in a view. Names in it lead on to other cards, also of what the view does not show. */
export function Picker({ picked, graph, onOpen, onPick, onExpand }: PickerProps) {
  if (picked === undefined) return null;
  return <ThingCard key={picked} id={picked} thing={graph.things.get(picked)} onOpen={onOpen} onPick={onPick} onExpand={onExpand} onClose={() => onPick(undefined)} />;
}
