import type { Machine, MachineCall } from './call.ts';
import type { Listener, PipelineEvent } from './events.ts';

/** A listener that throws disturbs no call: its error surfaces as an unhandled rejection. */
export const guard =
  (listener: Listener): Listener =>
  (event) => {
    try {
      listener(event);
    } catch (error) {
      void Promise.reject(error);
    }
  };

/** Tells a listener what a machine and its layers decide. */
export const listen = <Owner extends { readonly id: number }>(
  machine: Machine<Owner>,
  pipeline: string,
  listener: Listener,
): void => {
  const { layers, watcher } = machine;
  for (const layer of layers) {
    layer.tell = (what, at_ms) =>
      listener({ kind: 'layer', pipeline, by: layer.name, what, at_ms });
  }
  const by = (call: MachineCall<Owner>, layer: number, at_ms: number) => ({
    pipeline,
    call: call.owner?.id ?? 0,
    by: layers[layer]?.name ?? pipeline,
    at_ms,
  });
  const tell =
    (make: (call: MachineCall<Owner>, base: ReturnType<typeof by>) => PipelineEvent) =>
    (call: MachineCall<Owner>, layer: number, at_ms: number): void =>
      listener(make(call, by(call, layer, at_ms)));
  const refused = tell(({ error }, base) => ({ kind: 'refused', ...base, error }));
  const timedOut = tell(({ error }, base) => ({ kind: 'timed-out', ...base, error }));
  machine.watcher = {
    refused(call, layer, at_ms) {
      watcher?.refused?.(call, layer, at_ms);
      refused(call, layer, at_ms);
    },
    timedOut(call, layer, at_ms) {
      watcher?.timedOut?.(call, layer, at_ms);
      timedOut(call, layer, at_ms);
    },
    parked: tell((_call, base) => ({ kind: 'parked', ...base })),
    woken: tell((_call, base) => ({ kind: 'woken', ...base })),
    again: tell(({ delay_ms }, base) => ({ kind: 'retry', ...base, delay_ms })),
    degraded: tell(({ error }, base) => ({ kind: 'fallback', ...base, error })),
  };
};
