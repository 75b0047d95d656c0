import type { Arrangement, Point } from "./arrange";

/** Arranger arranges in a worker: the page stays fluid meanwhile. */
export class Arranger {
  private worker: Worker | undefined;
  private giveUp: (() => void) | undefined;

  /** arrange is `arrange`, or undefined if another one was begun, or all was stopped, before it was done. Fails where there are no workers. */
  async arrange(arrangement: Arrangement): Promise<Point[] | undefined> {
    if (this.giveUp) this.stop();
    const worker = (this.worker ??= new Worker(new URL("./arrange-worker.ts", import.meta.url), { type: "module" }));
    return new Promise<Point[] | undefined>((resolve, reject) => {
      this.giveUp = () => resolve(undefined);
      worker.onmessage = ({ data }: MessageEvent<Point[]>) => {
        this.giveUp = undefined;
        resolve(data);
      };
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(arrangement);
    });
  }

  /** stop gives up what is under way. A worker cannot be interrupted otherwise than by ending it. */
  stop() {
    this.worker?.terminate();
    this.worker = undefined;
    this.giveUp?.();
    this.giveUp = undefined;
  }
}
