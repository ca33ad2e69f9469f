import type { Cell, Fault, FaultKind } from '@dstudio/systems';

/** The matrix as rows and columns. Pure. */

export interface Row {
  readonly id: string;
  readonly label: string;
  /** Calls stand indented under the service that makes them. */
  readonly depth: 0 | 1;
  /** By kind of fault. */
  readonly cells: Readonly<Partial<Record<FaultKind, Cell>>>;
  /** The row is this one fault, of no single service or call. */
  readonly whole?: Cell;
}

export interface Grid {
  readonly columns: readonly FaultKind[];
  readonly rows: readonly Row[];
}

const columnOrder: readonly FaultKind[] = ['crash', 'replica-loss', 'partition', 'slow', 'errors'];

export const kindNames: Readonly<Record<FaultKind, string>> = {
  crash: 'crash',
  'replica-loss': 'one replica lost',
  partition: 'partition',
  slow: '10× slow',
  errors: '50 % errors',
  spike: '10× traffic',
  'zone-loss': 'zone lost',
};

/** 'cart' of 'cart/handle'. */
export const serviceOf = (operation: string): string => operation.split('/')[0] ?? operation;

/** 'cart' of 'cart/handle', the name that importers give to an only operation. */
const shortOperation = (operation: string): string => operation.replace(/\/handle$/, '');

/** The fault in words: 'crash of cart', 'partition between frontend and cart'. */
export function faultName(fault: Fault): string {
  const { kind } = fault;
  if (fault.call) {
    const from = shortOperation(fault.call.from);
    const to = shortOperation(fault.call.to);
    if (kind === 'partition') return `Partition between ${from} and ${to}`;
    return kind === 'slow'
      ? `10× slow calls from ${from} to ${to}`
      : `50 % errors on calls from ${from} to ${to}`;
  }
  if (fault.zone !== undefined) return `Loss of zone ${fault.zone}`;
  if (fault.entry !== undefined) return `10× traffic at ${shortOperation(fault.entry)}`;
  const service = fault.service ?? 'nothing';
  const words: Readonly<Partial<Record<FaultKind, string>>> = {
    crash: `Crash of ${service}`,
    'replica-loss': `Loss of one replica of ${service}`,
    partition: `Partition around ${service}`,
    slow: `${service} 10× slow`,
    errors: `50 % errors from ${service}`,
  };
  return words[kind] ?? `${kind} of ${service}`;
}

/**
 * Rows in the order in which the cells name them: each service with its calls below it, then the
 * faults of the whole: traffic and zones. Columns without any cell are left out.
 */
export function gridOf(cells: readonly Cell[]): Grid {
  const operations = operationsOf(cells);
  const several = (operation: string) => (operations.get(serviceOf(operation))?.size ?? 0) > 1;
  const services = new Map<string, Row[]>();
  const whole: Row[] = [];
  for (const cell of cells) {
    const { kind, call, service } = cell.fault;
    if (!call && service === undefined) {
      whole.push({ id: cell.id, label: faultName(cell.fault), depth: 0, cells: {}, whole: cell });
      continue;
    }
    const owner = call ? serviceOf(call.from) : (service ?? '');
    const rows = services.get(owner) ?? [{ id: owner, label: owner, depth: 0 as const, cells: {} }];
    services.set(owner, rows);
    const id = call ? `${call.from} -> ${call.to}` : owner;
    const at = rows.findIndex((row) => row.id === id);
    const row = rows[at];
    if (row) rows[at] = { ...row, cells: { ...row.cells, [kind]: cell } };
    else if (call) {
      // Operations are told apart only where a service has several.
      const from = several(call.from) ? `${call.from.slice(owner.length + 1)} ` : '';
      const to = several(call.to) ? call.to : serviceOf(call.to);
      rows.push({ id, label: `${from}→ ${to}`, depth: 1, cells: { [kind]: cell } });
    }
  }
  const rows = [...[...services.values()].flat(), ...whole];
  const columns = columnOrder.filter((kind) => rows.some((row) => row.cells[kind]));
  return { columns, rows };
}

function operationsOf(cells: readonly Cell[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { fault } of cells) {
    for (const operation of [fault.call?.from, fault.call?.to, fault.entry]) {
      if (operation === undefined) continue;
      const service = serviceOf(operation);
      found.set(service, (found.get(service) ?? new Set<string>()).add(operation));
    }
  }
  return found;
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads from a cell: the next cell that is there, or the same place. */
export function moveIn(grid: Grid, from: Place, key: string): Place {
  const has = (row: number, column: number) => {
    const kind = grid.columns[column];
    // A row of one fault fills all columns.
    return (
      grid.rows[row]?.whole !== undefined ||
      (kind !== undefined && grid.rows[row]?.cells[kind] !== undefined)
    );
  };
  const walk = (rowStep: number, columnStep: number, start: Place): Place => {
    let { row, column } = start;
    for (;;) {
      row += rowStep;
      column += columnStep;
      if (row < 0 || column < 0 || row >= grid.rows.length || column >= grid.columns.length) {
        return from;
      }
      if (has(row, column)) return { row, column };
    }
  };
  switch (key) {
    case 'ArrowUp':
      return walk(-1, 0, from);
    case 'ArrowDown':
      return walk(1, 0, from);
    case 'ArrowLeft':
      return grid.rows[from.row]?.whole ? from : walk(0, -1, from);
    case 'ArrowRight':
      return grid.rows[from.row]?.whole ? from : walk(0, 1, from);
    case 'Home':
      return walk(0, 1, { row: from.row, column: -1 });
    case 'End':
      return walk(0, -1, { row: from.row, column: grid.columns.length });
    default:
      return from;
  }
}
