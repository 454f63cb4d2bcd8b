/** A shop that counts its answers, gets some of them wrong if it is told to, and tells both to whoever scrapes it. */
import { inject } from 'vitest';
import { podTemplate } from './shop.testkit.ts';

export interface Nature {
  /** Of ten requests; none without it. */
  readonly failing?: number;
  /** What it says then: 500 without it. */
  readonly code?: 500 | 503;
  /** Orders that wait, of which nobody who asks for the page hears. */
  readonly backlog?: number;
}

/** Where its pods tell their counters. */
export const METRICS_PATH = '/cgi-bin/metrics';
/** Tells a pod to answer 503 to everything from now on; it stays ready. */
export const BREAKING = ['touch', '/tmp/broken'];

const given = inject('pods');
const image = 'missing' in given ? '' : given.image;

/** A count is the size of a file: many may add to it at once. */
const counting = ({ failing = 0, code = 500, backlog = 0 }: Nature) => `
mkdir -p /www/cgi-bin /tmp/told
mv /www/index.html /tmp/page
touch /tmp/all /tmp/told/200 /tmp/told/500 /tmp/told/503
cat >/www/cgi-bin/index.cgi <<'SCRIPT'
#!/bin/sh
printf . >>/tmp/all
code=200
[ $(($(stat -c %s /tmp/all) % 10)) -ge ${failing} ] || code=${code}
[ ! -e /tmp/broken ] || code=503
printf . >>/tmp/told/$code
printf 'Status: %s so\\r\\nContent-Type: text/plain\\r\\n\\r\\n' $code
cat /tmp/page
SCRIPT
cat >/www${METRICS_PATH} <<'SCRIPT'
#!/bin/sh
printf 'Content-Type: text/plain; version=0.0.4\\r\\n\\r\\n'
echo '# TYPE requests_total counter'
cd /tmp/told
for code in *; do echo "requests_total{code=\\"$code\\"} $(stat -c %s $code)"; done
echo '# TYPE backlog gauge'
echo 'backlog ${backlog}'
SCRIPT
chmod +x /www/cgi-bin/*
`;

export const countingTemplate = (version: string, nature: Nature = {}) =>
  podTemplate(image, version, 'well', counting(nature));
