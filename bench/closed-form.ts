import { parseArgs } from 'node:util';
import { md1, mmc } from '@dstudio/systems/closed-form';
import { intervalOf, meanWait } from '@dstudio/systems/validate';

/**
 * Holds the queueing engine against closed forms: over 30 seeds of 10^6 customers at rho 0.8 the 99 %
 * confidence interval of the mean wait contains the closed form and is narrower than 1.5 %.
 */
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
  },
});
const customers = Number(values.customers);
const seeds = Array.from({ length: 30 }, (_, index) => index + 1);
/** Student's t, 99 % two-sided, 29 degrees of freedom. */
const t = 2.756;
const widthMax = 0.015;

const rows = [mmc(1, 0.8), mmc(2, 0.8), md1(0.8)].map((queue) => {
  const waits = seeds.map((seed) => meanWait(queue, customers, seed));
  const { mean, low, high } = intervalOf(waits, t);
  const width = (high - low) / queue.wait_mean;
  const contains = low <= queue.wait_mean && queue.wait_mean <= high;
  return { queue: queue.name, closed_form: queue.wait_mean, mean, low, high, width, contains };
});
const passed = rows.every(({ contains, width }) => contains && width < widthMax);

if (values.json) console.log(JSON.stringify({ customers, seeds: seeds.length, passed, rows }));
else {
  console.log(
    `mean wait in service times, rho 0.8, ${seeds.length} seeds of ${customers} customers`,
  );
  for (const row of rows) {
    const figures = [row.closed_form, row.mean, row.low, row.high].map((x) => x.toFixed(4));
    const verdict = row.contains ? 'contains it' : 'MISSES IT';
    console.log(
      `${row.queue}  closed form ${figures[0]}  measured ${figures[1]}  99 % interval ${figures[2]} to ${figures[3]} ${verdict}, ${(row.width * 100).toFixed(2)} % wide`,
    );
  }
}
process.exitCode = passed ? 0 : 1;
