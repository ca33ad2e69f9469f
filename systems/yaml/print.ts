import { compactDuration, compactRate, compactShare } from '@dstudio/kernel';
import * as defaults from '../defaults.ts';
import type { AttachedPolicy, Call, Distribution, Operation, Service, System } from '../system.ts';
import { headOf } from './head.ts';
import { FORMAT } from './parse.ts';
import { UNSAID } from './reader.ts';
import { printCpu, printLatency, printMemory } from './units.ts';

/**
 * The text of a system: tags say what was read and what was assumed, comments say where and why, and
 * the lines on top say how to state what is missing. Parses back to an equal system.
 */
export const printSystem = (system: System): string =>
  `${[...headOf(system), ...new Printer(system).body()].join('\n')}\n`;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** As plain YAML when nothing in it could mean something else, in double quotes otherwise. */
const scalar = (text: string): string =>
  /^[A-Za-z][\w./-]*(?: [\w./-]+)*$/.test(text) &&
  !/^(true|false|null|y|n|yes|no|on|off)$/i.test(text)
    ? text
    : quoted(text);

/** JSON's strings are YAML's double-quoted ones; what YAML 1.2 calls unprintable is escaped too. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffd-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const printTime = ({ shape, mean_ms, spread }: Distribution): string => {
  const mean = compactDuration(mean_ms);
  if (shape === 'exponential') return mean;
  const width = shape === 'lognormal' ? `, spread: ${spread}` : '';
  return `{ mean: ${mean}, shape: ${shape}${width} }`;
};

class Printer {
  readonly #system: System;

  constructor(system: System) {
    this.#system = system;
  }

  body(): string[] {
    const { name, objectives, entries, services, externals, warnings } = this.#system;
    const lines = [`dstudio: ${FORMAT}`, `name: ${scalar(name)}`];
    const latency = printLatency(objectives.latency_share, objectives.latency_ms);
    const share = compactShare(objectives.availability);
    const { why } = defaults.OBJECTIVES;
    lines.push('objectives:');
    lines.push(this.#fact(2, 'availability', share, 'objectives', why));
    lines.push(this.#fact(2, 'latency', latency, 'objectives', why));
    lines.push('', 'entries:');
    for (const entry of entries) {
      const id = `${entry.service}/${entry.operation}`;
      lines.push(this.#fact(2, id, '', 'entries'));
      const path = `entries.${id}`;
      const rate = compactRate(entry.rate_per_s);
      const patience = compactDuration(entry.patience_ms);
      lines.push(this.#fact(4, 'rate', rate, path, defaults.RATE_PER_S.why));
      lines.push(this.#fact(4, 'patience', patience, path, defaults.PATIENCE_MS.why));
    }
    lines.push('', 'services:');
    services.forEach((service, index) => {
      lines.push(...(index === 0 ? [] : ['']), ...this.#service(service));
    });
    if (externals.length > 0) lines.push('', 'externals:');
    for (const external of externals) {
      lines.push(`  ${external.name}: [${external.callers.join(', ')}]`);
    }
    if (warnings.length > 0) lines.push('', 'warnings:');
    for (const warning of warnings) lines.push(`  - ${quoted(warning)}`);
    return lines;
  }

  #service(service: Service): string[] {
    const path = `services.${service.name}`;
    const { cpu, memory_bytes } = service.resources;
    const lines = [`  ${service.name}:`];
    const add = (key: string, text: string | undefined, why?: string): void => {
      if (text !== undefined) lines.push(this.#fact(4, key, text, path, why));
    };
    const list = (words: readonly string[]): string => `[${words.join(', ')}]`;
    const given = (key: string): boolean => `${path}.${key}` in this.#system.provenance;
    add('kind', service.kind === 'service' && !given('kind') ? undefined : service.kind);
    add('replicas', String(service.replicas), defaults.REPLICAS.why);
    add('zones', service.zones.length > 0 || given('zones') ? list(service.zones) : undefined);
    add('concurrency', String(service.concurrency), defaults.concurrencyOf(service.kind).why);
    add('queue', String(service.queue), defaults.QUEUE.why);
    add('cpu', cpu === undefined ? undefined : printCpu(cpu));
    add('memory', memory_bytes === undefined ? undefined : printMemory(memory_bytes));
    add('probes', service.probes.length > 0 || given('probes') ? list(service.probes) : undefined);
    lines.push('    operations:');
    for (const operation of service.operations) {
      lines.push(...this.#operation(operation, `${path}.operations`, service.kind));
    }
    lines.push(...this.#policies(4, service.policies));
    return lines;
  }

  #operation(operation: Operation, parent: string, kind: Service['kind']): string[] {
    const path = `${parent}.${operation.name}`;
    const lines = [
      `      ${operation.name}:`,
      this.#fact(8, 'time', printTime(operation.time), path, defaults.timeOf(kind).why),
      this.#fact(8, 'order', operation.order, path, defaults.ORDER.why),
    ];
    if (operation.calls.length > 0) lines.push('        calls:');
    for (const call of operation.calls) lines.push(...this.#call(call, `${path}.calls`));
    return lines;
  }

  #call(call: Call, parent: string): string[] {
    const id = `${call.service}/${call.operation}`;
    const path = `${parent}.${id}`;
    return [
      this.#fact(10, id, '', parent),
      this.#fact(12, 'count', String(call.count), path, defaults.COUNT.why),
      this.#fact(12, 'mode', call.mode, path, defaults.MODE.why),
      `            idempotent: ${call.idempotent}`,
      `            optional: ${call.optional}`,
      ...this.#policies(12, call.policies),
    ];
  }

  #policies(indent: number, policies: readonly AttachedPolicy[]): string[] {
    if (policies.length === 0) return [];
    const pad = ' '.repeat(indent);
    const value = (given: string | number | boolean): string =>
      typeof given === 'string' ? policyText(given) : String(given);
    return [
      `${pad}policies:`,
      ...policies.map(({ slug, parameters }) => {
        const inside = Object.entries(parameters).map(([key, given]) => `${key}: ${value(given)}`);
        return `${pad}  ${slug}: ${inside.length === 0 ? '{}' : `{ ${inside.join(', ')} }`}`;
      }),
    ];
  }

  /** One line with its tag and the comment that says where or why, unless the parser knows: `why`. */
  #fact(indent: number, key: string, text: string, parent: string, why = UNSAID): string {
    const from = this.#system.provenance[`${parent}.${key}`];
    const pad = ' '.repeat(indent);
    const value = text === '' ? '' : ` ${text}`;
    if (from === undefined || from.kind === 'stated') return `${pad}${key}:${value}`;
    const said = from.kind === 'read' ? from.from : from.why;
    const comment = said === (from.kind === 'read' ? UNSAID : why) ? '' : ` # ${oneLine(said)}`;
    return `${pad}${key}: !${from.kind}${value}${comment}`;
  }
}

/** '250ms' and '10%' need no quotes; text that YAML would read as a number or a flag does. */
export const policyText = (text: string): string =>
  /^\d+(\.\d+)?(us|ms|s|m|h|d|%|\/s|\/m|\/h)$/.test(text) ? text : scalar(text);
