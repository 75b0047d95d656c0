import type { Core, LayoutOptions, NodeSingular } from "cytoscape";

// The golden angle spreads points evenly, and the same points every time: one answer, one picture.
const goldenAngle = Math.PI * (3 - Math.sqrt(5));

/** place gives new nodes a first position: beside a neighbour that has one, else on a spiral, the best connected in its middle. */
export function place(cy: Core, isNew: (id: string) => boolean) {
  const fresh = cy.nodes().filter((n) => isNew(n.id()));
  const ranked = (fresh.toArray() as NodeSingular[]).sort((a, b) => b.degree(false) - a.degree(false));
  const spread = 110;
  ranked.forEach((node, i) => {
    const anchor = node.neighborhood().nodes().filter((n) => !isNew(n.id()))[0];
    const radius = anchor ? 90 : spread * Math.sqrt(i);
    const centre = anchor?.position() ?? { x: 0, y: 0 };
    node.position({ x: centre.x + radius * Math.cos(i * goldenAngle), y: centre.y + radius * Math.sin(i * goldenAngle) });
  });
}

/** layoutOf are the options of the layout, fCoSE: springs, with overlaps resolved. */
export function layoutOf(animate: boolean, nodes: number, wide: boolean): LayoutOptions {
  return {
    name: "fcose",
    quality: "default",
    randomize: false,
    animate: animate && nodes <= 150,
    animationDuration: 450,
    fit: true,
    padding: 36,
    nodeDimensionsIncludeLabels: true,
    nodeSeparation: 120,
    nodeRepulsion: () => 60000,
    idealEdgeLength: () => (wide ? 130 : 85),
    edgeElasticity: () => 0.2,
    gravity: 0.2,
    numIter: nodes > 300 ? 700 : 2500,
    packComponents: true,
  } as unknown as LayoutOptions;
}
