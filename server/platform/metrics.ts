import { monitorEventLoopDelay } from 'node:perf_hooks';

type Labels = Record<string, string | number>;
/** One figure, or one for each of a few labels. */
type Gauge = () => number | undefined | readonly { labels: Labels; value: number }[] | Promise<number | undefined>;

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
type Histogram = { labels: Labels; counts: number[]; sum: number; count: number };

export type Metrics = {
  count(name: string, labels?: Labels): void;
  observe(name: string, labels: Labels, seconds: number): void;
  gauge(name: string, help: string, read: Gauge): void;
  /** the same of what only ever grows */
  total(name: string, help: string, read: Gauge): void;
  text(): Promise<string>;
};

/** Counters, durations and gauges, as Prometheus reads them. Labels are few and known: a route, never an address. */
export function openMetrics(): Metrics {
  const counters = new Map<string, { name: string; labels: Labels; value: number }>();
  const histograms = new Map<string, Histogram & { name: string }>();
  const gauges = new Map<string, { help: string; kind: 'gauge' | 'counter'; read: Gauge }>();
  const gauge = (name: string, help: string, read: Gauge) => void gauges.set(name, { help, kind: 'gauge', read });
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  gauge('salle_event_loop_delay_seconds', '99th percentile', () => delay.percentile(99) / 1e9);
  gauge('salle_memory_bytes', 'resident memory', () => process.memoryUsage.rss());
  gauge('salle_uptime_seconds', 'since the start', () => process.uptime());

  return {
    count: (name, labels = {}) => {
      const key = name + inWords(labels);
      const counter = counters.get(key) ?? { name, labels, value: 0 };
      counter.value += 1;
      counters.set(key, counter);
    },
    observe: (name, labels, seconds) => {
      const key = name + inWords(labels);
      const histogram = histograms.get(key) ?? { name, labels, counts: buckets.map(() => 0), sum: 0, count: 0 };
      const place = buckets.findIndex((limit) => seconds <= limit);
      if (place >= 0) histogram.counts[place] = (histogram.counts[place] ?? 0) + 1;
      histogram.sum += seconds;
      histogram.count += 1;
      histograms.set(key, histogram);
    },
    gauge,
    total: (name, help, read) => void gauges.set(name, { help, kind: 'counter', read }),
    text: async () => {
      const lines = new Map<string, string[]>();
      const under = (name: string, kind: string) => {
        const list = lines.get(name) ?? [`# TYPE ${name} ${kind}`];
        lines.set(name, list);
        return list;
      };
      for (const [name, { help, kind, read }] of gauges) {
        const found = await read();
        if (found === undefined) continue;
        const values = typeof found === 'number' ? [{ labels: {}, value: found }] : found;
        const written = values.map(({ labels, value }) => `${name}${inWords(labels)} ${value}`);
        under(name, kind).push(`# HELP ${name} ${help}`, ...written);
      }
      for (const { name, labels, value } of counters.values())
        under(name, 'counter').push(`${name}${inWords(labels)} ${value}`);
      for (const histogram of histograms.values())
        under(histogram.name, 'histogram').push(...histogramLines(histogram));
      return `${[...lines.values()].flat().join('\n')}\n`;
    },
  };
}

function histogramLines({ name, labels, counts, sum, count }: Histogram & { name: string }): string[] {
  let below = 0;
  const rows = buckets.map((limit, index) => {
    below += counts[index] ?? 0;
    return `${name}_bucket${inWords({ ...labels, le: limit })} ${below}`;
  });
  return [
    ...rows,
    `${name}_bucket${inWords({ ...labels, le: '+Inf' })} ${count}`,
    `${name}_sum${inWords(labels)} ${sum}`,
    `${name}_count${inWords(labels)} ${count}`,
  ];
}

function inWords(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${String(value).replace(/[\\"\n]/g, '_')}"`);
  return pairs.length ? `{${pairs.join(',')}}` : '';
}
