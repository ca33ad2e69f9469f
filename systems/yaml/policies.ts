import { parseParameters } from '@dstudio/kernel';
import type { Policy, Requirement } from '@dstudio/patterns/policy';
import type { AttachedPolicy, Tri } from '../system.ts';
import { meant } from './near.ts';
import { quote } from './problem.ts';
import type { Reader } from './reader.ts';
import type { Entry, Tree } from './tree.ts';

const WHY: Readonly<Record<Requirement, { readonly what: string; readonly risk: string }>> = {
  idempotent: {
    what: 'may run twice without harm',
    risk: 'for a second attempt may charge a card twice',
  },
  optional: {
    what: 'can be done without',
    risk: 'for an invented answer may stand in for a payment',
  },
};

/** Reads attached policies against the rooms' own descriptors. */
export class PolicyReader {
  readonly #reader: Reader;
  readonly #bySlug: ReadonlyMap<string, Policy>;

  constructor(reader: Reader, policies: readonly Policy[]) {
    this.#reader = reader;
    this.#bySlug = new Map(policies.map((policy) => [policy.slug, policy]));
  }

  service(tree: Tree | undefined, path: string): AttachedPolicy[] {
    return this.#list(tree, path, 'service', () => true);
  }

  call(
    tree: Tree | undefined,
    path: string,
    known: Readonly<Record<Requirement, Tri>>,
  ): AttachedPolicy[] {
    return this.#list(tree, path, 'call', (policy, entry) => {
      const missing = policy.requires.find((requirement) => known[requirement] !== 'yes');
      if (missing === undefined) return true;
      const { what, risk } = WHY[missing];
      const said = known[missing] === 'no' ? 'the file says it is not' : 'nobody said that it is';
      this.#reader.fault(
        entry.at,
        `${path}: ${policy.slug} needs a call that is ${missing}, and ${said}`,
        `write '${missing}: yes' if the call ${what}, ${risk}; otherwise leave ${policy.slug} out`,
      );
      return false;
    });
  }

  #list(
    tree: Tree | undefined,
    path: string,
    attach: Policy['attach'],
    allowed: (policy: Policy, entry: Entry) => boolean,
  ): AttachedPolicy[] {
    const reader = this.#reader;
    reader.untagged(tree, path);
    const attached: AttachedPolicy[] = [];
    for (const entry of reader.entries(tree, path, 'timeout: { after: 200ms }')) {
      const one = this.#one(entry, path, attach);
      if (one !== undefined && allowed(one.policy, entry)) attached.push(one.attached);
    }
    return attached;
  }

  #one(entry: Entry, path: string, attach: Policy['attach']) {
    const reader = this.#reader;
    const { key: slug, value: tree } = entry;
    const policy = this.#bySlug.get(slug);
    if (policy === undefined) {
      const fitting = [...this.#bySlug.values()].filter((known) => known.attach === attach);
      const hint = meant(
        slug,
        fitting.map((known) => known.slug),
      );
      return reader.fault(entry.at, `${path}: no pattern is called ${quote(slug)}`, hint);
    }
    if (policy.attach !== attach) {
      const here = attach === 'call' ? 'a call' : 'a service';
      const there = policy.attach === 'call' ? 'a call' : 'a service';
      const hint = `move it to the policies of ${there}`;
      return reader.fault(entry.at, `${path}: ${slug} attaches to ${there}, not to ${here}`, hint);
    }
    reader.untagged(tree, `${path}.${slug}`);
    const given: [string, string | number | boolean][] = [];
    for (const parameter of reader.entries(tree, `${path}.${slug}`, 'after: 200ms')) {
      if (parameter.value.kind === 'text') given.push([parameter.key, parameter.value.value]);
      else {
        const where = `${path}.${slug}.${parameter.key}`;
        reader.text(parameter.value, where, 'one value');
        return undefined;
      }
    }
    const parameters = Object.fromEntries(given);
    const parsed = parseParameters(policy.parameters, parameters);
    const wrong = parsed.ok ? policy.refuse?.(parsed.values) : parsed.problems.join('; ');
    if (wrong !== undefined) {
      const about = Object.keys(policy.parameters).join(', ');
      const hint = about === '' ? `${slug} takes no parameters` : `its parameters are ${about}`;
      return reader.fault(entry.at, `${path}.${slug}: ${wrong}`, hint);
    }
    return { policy, attached: { slug, parameters } };
  }
}
