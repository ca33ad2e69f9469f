import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pipeline } from './index.ts';
import { wrongOrders } from './orders.ts';

describe('orders known to be wrong', () => {
  const add = (chain: ReturnType<typeof pipeline>, step: string): ReturnType<typeof pipeline> => {
    switch (step) {
      case 'deadline':
        return chain.deadline('3s');
      case 'timeout':
        return chain.timeout('1s');
      case 'retry':
        return chain.retry();
      case 'breaker':
        return chain.breaker();
      case 'bulkhead':
        return chain.bulkhead();
      case 'limit':
        return chain.limit();
      default:
        return chain.fallback(() => undefined) as unknown as typeof chain; // its types do not matter here
    }
  };

  for (const { outer, inner, why } of wrongOrders) {
    it(`${inner} inside ${outer}`, () => {
      const chain = add(pipeline('psp'), outer);
      assert.throws(
        () => add(chain, inner),
        (error: Error) => error.message.includes(why),
      );
      add(add(pipeline('psp'), inner), outer); // the other way round it is right
    });
  }

  it('two of a kind', () => {
    assert.throws(() => pipeline('psp').retry().retry(), /twice/);
    assert.throws(() => pipeline('psp').timeout('2s').timeout('1s'), /use deadline/);
  });

  it('accepts a timeout around retries: that is a deadline', () => {
    pipeline('psp').timeout('2s').retry().breaker().bulkhead();
  });
});
