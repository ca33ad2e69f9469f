/** What a workload is, told by its image and name. */

const STORES = new Set(
  (
    'redis valkey keydb dragonfly postgres postgresql postgis timescaledb mysql mariadb percona ' +
    'mongo mongodb memcached cassandra scylla elasticsearch opensearch etcd couchdb couchbase ' +
    'cockroach cockroachdb clickhouse influxdb neo4j minio mssql dynamodb arangodb solr'
  ).split(' '),
);

const QUEUES = new Set(
  'kafka redpanda rabbitmq nats pulsar activemq artemis mosquitto emqx nsq nsqd'.split(' '),
);

/** An image such as redis-exporter looks after a store and is none. */
const HELPERS = new Set(
  (
    'exporter express commander ui admin operator backup proxy connect console manager insight ' +
    'client migrate migration init setup tools web'
  ).split(' '),
);

const INFRASTRUCTURE = new Set(
  (
    'consul zookeeper eureka jaeger jaegertracing zipkin otel opentelemetry otelcollector ' +
    'opentelemetrycollector prometheus pushgateway alertmanager grafana loki tempo promtail fluentd ' +
    'fluentbit logstash filebeat metricbeat kibana datadog statsd newrelic vault cadvisor ' +
    'portainer watchtower dozzle autoheal exporter'
  ).split(' '),
);

const SIDECARS =
  /(^|\/)(istio|proxyv2|linkerd|envoy|cloud-sql|cloudsql|gce-proxy|otel|opentelemetry|fluent|filebeat|vault|consul|datadog|jaeger)|exporter/;

/** 'registry:5000/bitnami/redis-cluster:7@sha256:...' as ['bitnami', 'redis-cluster']. */
const segments = (image: string): string[] => {
  const path = (image.toLowerCase().split('@')[0] ?? '').replace(/:[^/]*$/, '').split('/');
  const first = path[0] ?? '';
  const registry = path.length > 1 && (/[.:]/.test(first) || first === 'localhost');
  return registry ? path.slice(1) : path;
};

const words = (text: string): string[] => text.toLowerCase().split(/[^a-z0-9]+/);

/** A container that stands beside the one that does the work. */
export const isSidecar = (image: string): boolean => SIDECARS.test(segments(image).join('/'));

/** What the image is by its name: 'redis:7', 'bitnami/postgresql', 'confluentinc/cp-kafka'. */
export const storeByImage = (image: string): 'store' | 'queue' | undefined => {
  const path = segments(image);
  const named = words((path.at(-1) ?? '').replace(/^cp-/, ''));
  // 'mcr.microsoft.com/mssql/server' is called after its folder.
  const [first = ''] = named[0] === 'server' ? words(path.at(-2) ?? '') : named;
  if (named.some((word) => HELPERS.has(word))) return undefined;
  if (STORES.has(first)) return 'store';
  return QUEUES.has(first) ? 'queue' : undefined;
};

/** 'catalogue-db', 'user_database', 'session-cache': a guess, to be marked as one. */
export const storeByName = (name: string): 'store' | undefined =>
  /[-_](db|database)$/i.test(name) ? 'store' : undefined;

/** Discovery, tracing, metrics and logs: a request does not pass through them. */
export const isInfrastructure = (name: string, image: string): boolean =>
  INFRASTRUCTURE.has(name.toLowerCase()) ||
  segments(image).some((segment) => words(segment).some((word) => INFRASTRUCTURE.has(word)));

/** As {@link isInfrastructure}, for an address that no workload answers to. */
export const isInfrastructureHost = (host: string): boolean =>
  host
    .split('.')
    .slice(0, 2)
    .some((label) =>
      words(label).some(
        (word) => INFRASTRUCTURE.has(word) || /^(otel|opentelemetry|jaeger)/.test(word),
      ),
    );

/** What a generator of test traffic is usually called. */
export const isLoadGenerator = (name: string): boolean =>
  /load-?_?(gen|test)|locust|^k6|user-?sim|traffic-?gen|vegeta|gatling|jmeter/i.test(name);

const ENTRY_NAMES = [
  /^(front-?end|www)/i,
  /^edge|^gateway|gateway$/i,
  /^(web|ui|site|portal)/i,
  /api/i,
];

/** The likeliest entry among names, the first that fits best. */
export const likeliestEntry = (names: readonly string[]): string | undefined => {
  for (const pattern of ENTRY_NAMES) {
    const found = names.find((name) => pattern.test(name));
    if (found !== undefined) return found;
  }
  return names[0];
};
