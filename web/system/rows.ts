import type { Cell, Fault, FaultKind } from '@dstudio/systems';

/** The matrix as rows and columns. Pure. */

export interface Row {
  readonly id: string;
  readonly label: string;
  /** Calls stand indented under the service that makes them. */
  readonly depth: 0 | 1;
  /** By kind of fault. */
  readonly cells: Readonly<Partial<Record<FaultKind, Cell>>>;
}

export interface Grid {
  readonly columns: readonly FaultKind[];
  readonly rows: readonly Row[];
}

const columnOrder: readonly FaultKind[] = [
  'crash',
  'replica-loss',
  'partition',
  'slow',
  'errors',
  'spike',
  'zone-loss',
];

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

/** The operation is named only where it says something: 'cart', 'cart/checkout'. */
export const shortOperation = (operation: string): string => operation.replace(/\/handle$/, '');

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
 * Rows in the order in which the cells name them: each service, its calls below it, then zones.
 * Columns without any cell are left out.
 */
export function gridOf(cells: readonly Cell[]): Grid {
  const services = new Map<string, Map<string, Cell[]>>();
  const zones = new Map<string, Cell[]>();
  const put = (rows: Map<string, Cell[]>, key: string, cell: Cell) => {
    const row = rows.get(key);
    if (row) row.push(cell);
    else rows.set(key, [cell]);
  };
  for (const cell of cells) {
    const { call, zone, entry, service } = cell.fault;
    if (zone !== undefined) {
      put(zones, zone, cell);
      continue;
    }
    const owner = serviceOf(call?.from ?? entry ?? service ?? '');
    const rows = services.get(owner) ?? new Map<string, Cell[]>([['', []]]);
    services.set(owner, rows);
    put(rows, call ? `${call.from} -> ${call.to}` : '', cell);
  }
  const byKind = (list: readonly Cell[]) =>
    Object.fromEntries(list.map((cell) => [cell.fault.kind, cell]));
  const rows: Row[] = [];
  for (const [name, own] of services) {
    for (const [key, list] of own) {
      const call = list[0]?.fault.call;
      if (key === '' || !call) rows.push({ id: name, label: name, depth: 0, cells: byKind(list) });
      else {
        // The caller's operation is told apart only where the service has several.
        const from = shortOperation(call.from);
        const label =
          from === name
            ? shortOperation(call.to)
            : `${from.slice(name.length)} → ${shortOperation(call.to)}`;
        rows.push({ id: key, label, depth: 1, cells: byKind(list) });
      }
    }
  }
  for (const [zone, list] of zones) {
    rows.push({ id: `zone ${zone}`, label: `zone ${zone}`, depth: 0, cells: byKind(list) });
  }
  const columns = columnOrder.filter((kind) => rows.some((row) => row.cells[kind]));
  return { columns, rows };
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads from a cell: the next cell that is there, or the same place. */
export function moveIn(grid: Grid, from: Place, key: string): Place {
  const has = (row: number, column: number) => {
    const kind = grid.columns[column];
    return kind !== undefined && grid.rows[row]?.cells[kind] !== undefined;
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
      return walk(0, -1, from);
    case 'ArrowRight':
      return walk(0, 1, from);
    case 'Home':
      return walk(0, 1, { row: from.row, column: -1 });
    case 'End':
      return walk(0, -1, { row: from.row, column: grid.columns.length });
    default:
      return from;
  }
}
