import type { NodeCollection, NodeSingular } from "cytoscape";

// The golden angle spreads points evenly, and the same points every time: one answer, one picture.
const goldenAngle = Math.PI * (3 - Math.sqrt(5));
const spread = 110;

/** place gives new nodes a first position: beside a neighbour that has one, else on a spiral, the best connected in its middle. */
export function place(fresh: NodeCollection) {
  const ranked = (fresh.toArray() as NodeSingular[]).sort((a, b) => b.degree(false) - a.degree(false));
  ranked.forEach((node, i) => {
    const anchor = node.neighborhood().nodes().not(fresh)[0];
    const radius = anchor ? 90 : spread * Math.sqrt(i);
    const centre = anchor?.position() ?? { x: 0, y: 0 };
    node.position({ x: centre.x + radius * Math.cos(i * goldenAngle), y: centre.y + radius * Math.sin(i * goldenAngle) });
  });
}
