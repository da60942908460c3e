import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/**
 * Who asks, as the web server tells it of requests, for what never becomes one: whoever has connected, or, where that is a proxy of
 * the clinic's, whom it speaks for.
 */
export function newVisitorAddress(proxies?: readonly string[]): (request: IncomingMessage) => string {
  const isProxy = newIsProxy(proxies);
  return ({ socket, headers }) => {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const way = [...forwarded.map((part) => part.trim()).filter((part) => part !== ''), socket.remoteAddress ?? ''];
    return way.findLast((address) => !isProxy(address)) ?? way[0] ?? '';
  };
}

/** Whether an address is one of the clinic's proxies. */
export function newIsProxy(proxies: readonly string[] = []): (address: string) => boolean {
  const trusted = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    trusted.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (address) => isIP(address) > 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
