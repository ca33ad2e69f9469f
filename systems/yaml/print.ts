import { compactDuration, compactRate } from '@dstudio/kernel';
import { reached } from '../faults.ts';
import type { AttachedPolicy, Call, Distribution, Operation, Service, System } from '../system.ts';
import { FORMAT } from './parse.ts';
import { printCpu, printLatency, printMemory, printShare } from './units.ts';

/**
 * The text of a system: tags say what was read and what was assumed, comments say where and why, and
 * the lines on top say how to state what is missing. Parses back to an equal system.
 */
export const printSystem = (system: System): string => {
  const out = new Printer(system);
  return [...out.head(), ...out.body()].join('\n').concat('\n');
};

/** As plain YAML when nothing in it could mean something else, in double quotes otherwise. */
const scalar = (text: string): string =>
  /^[A-Za-z][\w./-]*(?: [\w./-]+)*$/.test(text) &&
  !/^(true|false|null|y|n|yes|no|on|off)$/i.test(text)
    ? text
    : quoted(text);

/** JSON's strings are YAML's double-quoted ones; what YAML 1.2 calls unprintable is escaped too. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const printTime = ({ shape, mean_ms, spread }: Distribution): string => {
  const mean = compactDuration(mean_ms);
  if (shape === 'exponential') return mean;
  const width = shape === 'lognormal' ? `, spread: ${spread}` : '';
  return `{ mean: ${mean}, shape: ${shape}${width} }`;
};

/** Unreached services that are written out as an example; more would bury it. */
const EXAMPLES_MAX = 12;

class Printer {
  readonly #system: System;

  constructor(system: System) {
    this.#system = system;
  }

  head(): string[] {
    return [
      '# What DStudio knows of this system. Values come from three places:',
      '#   !read      a manifest says so, at the place named behind it',
      '#   !assumed   nobody said: a default. Put in what you know and delete the tag',
      '#   no tag     a person stated it',
      '# A call is idempotent when it may run twice without harm, optional when the answer can do',
      '# without it: yes, no or unknown. While it is unknown, no retry and no fallback is put there.',
      ...this.#missingCalls(),
      '',
    ];
  }

  #missingCalls(): string[] {
    const { services, entries } = this.#system;
    const seen = reached(this.#system);
    const missing = services.filter(
      (service) => !service.operations.some((one) => seen.has(`${service.name}/${one.name}`)),
    );
    const caller = entries[0];
    if (missing.length === 0 || caller === undefined) return [];
    const shown = missing.slice(0, EXAMPLES_MAX);
    const more = missing.length - shown.length;
    return [
      '#',
      `# No known call reaches: ${missing.map((service) => service.name).join(', ')}.`,
      '# State who calls them. If it were the entry, these lines would say so:',
      '#   services:',
      `#     ${caller.service}:`,
      '#       operations:',
      `#         ${caller.operation}:`,
      '#           calls:',
      ...shown.map(({ name, operations }) => `#             ${name}/${operations[0]?.name}: {}`),
      ...(more > 0 ? [`#             # and ${more} more`] : []),
    ];
  }

  body(): string[] {
    const { name, objectives, entries, services, externals, warnings } = this.#system;
    const lines = [`dstudio: ${FORMAT}`, `name: ${scalar(name)}`];
    const latency = printLatency(objectives.latency_share, objectives.latency_ms);
    lines.push('objectives:');
    lines.push(this.#fact(2, 'availability', printShare(objectives.availability), 'objectives'));
    lines.push(this.#fact(2, 'latency', latency, 'objectives'));
    lines.push('', 'entries:');
    for (const entry of entries) {
      const id = `${entry.service}/${entry.operation}`;
      lines.push(this.#fact(2, id, '', 'entries'));
      lines.push(this.#fact(4, 'rate', compactRate(entry.rate_per_s), `entries.${id}`));
      lines.push(this.#fact(4, 'patience', compactDuration(entry.patience_ms), `entries.${id}`));
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
    const add = (key: string, text: string | undefined): void => {
      if (text !== undefined) lines.push(this.#fact(4, key, text, path));
    };
    const list = (words: readonly string[]): string => `[${words.join(', ')}]`;
    const given = (key: string): boolean => `${path}.${key}` in this.#system.provenance;
    add('kind', service.kind === 'service' && !given('kind') ? undefined : service.kind);
    add('replicas', String(service.replicas));
    add('zones', service.zones.length > 0 || given('zones') ? list(service.zones) : undefined);
    add('concurrency', String(service.concurrency));
    add('queue', String(service.queue));
    add('cpu', cpu === undefined ? undefined : printCpu(cpu));
    add('memory', memory_bytes === undefined ? undefined : printMemory(memory_bytes));
    add('probes', service.probes.length > 0 || given('probes') ? list(service.probes) : undefined);
    lines.push('    operations:');
    for (const operation of service.operations) {
      lines.push(...this.#operation(operation, `${path}.operations`));
    }
    lines.push(...this.#policies(4, service.policies));
    return lines;
  }

  #operation(operation: Operation, parent: string): string[] {
    const path = `${parent}.${operation.name}`;
    const lines = [
      `      ${operation.name}:`,
      this.#fact(8, 'time', printTime(operation.time), path),
      this.#fact(8, 'order', operation.order, path),
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
      this.#fact(12, 'count', String(call.count), path),
      this.#fact(12, 'mode', call.mode, path),
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

  /** One line with its tag and the comment that says where or why. */
  #fact(indent: number, key: string, text: string, parent: string): string {
    const from = this.#system.provenance[`${parent}.${key}`];
    const pad = ' '.repeat(indent);
    const value = text === '' ? '' : ` ${text}`;
    if (from === undefined || from.kind === 'stated') return `${pad}${key}:${value}`;
    const comment = (from.kind === 'read' ? from.from : from.why).replace(/\s+/g, ' ').trim();
    return `${pad}${key}: !${from.kind}${value}${comment === '' ? '' : ` # ${comment}`}`;
  }
}

/** '250ms' and '10%' need no quotes; text that YAML would read as a number or a flag does. */
const policyText = (text: string): string =>
  /^\d+(\.\d+)?(us|ms|s|m|h|d|%|\/s|\/m|\/h)$/.test(text) ? text : scalar(text);
