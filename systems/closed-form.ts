/** Closed forms of queueing theory, to hold the engine against. Times in the unit of the service time. */

export interface Queue {
  readonly name: string;
  /** Servers, arrivals a unit of time, and the mean service time. */
  readonly servers: number;
  readonly arrival_rate: number;
  readonly service_mean: number;
  readonly shape: 'exponential' | 'constant';
  /** Mean wait before service begins. */
  readonly wait_mean: number;
}

/** Probability that an arrival has to wait in M/M/c (Erlang C; Erlang 1917), by the stable recursion. */
export const erlangC = (servers: number, offered: number): number => {
  let blocking = 1;
  for (let n = 1; n <= servers; n += 1) blocking = (offered * blocking) / (n + offered * blocking);
  return blocking / (1 - (offered / servers) * (1 - blocking));
};

/** M/M/c: wait = C(c, a) / (c mu - lambda). With one server this is rho / (mu - lambda). */
export const mmc = (servers: number, rho: number): Queue => {
  const offered = servers * rho;
  return {
    name: `M/M/${servers}`,
    servers,
    arrival_rate: offered,
    service_mean: 1,
    shape: 'exponential',
    wait_mean: erlangC(servers, offered) / (servers - offered),
  };
};

/** M/D/1: half the wait of M/M/1 (Pollaczek-Khinchine). */
export const md1 = (rho: number): Queue => ({
  name: 'M/D/1',
  servers: 1,
  arrival_rate: rho,
  service_mean: 1,
  shape: 'constant',
  wait_mean: rho / (2 * (1 - rho)),
});
