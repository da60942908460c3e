import { createLogger, createServer } from 'vite';
import config from '../vite.config.ts';

/** The pages as they are written, changed in the browser while one writes; all else goes to the server behind them. */
const { PORT, HOST, SALLE_SERVER: target } = process.env;
const toServer = ['/api', '/healthz', '/readyz', '/metrics', '^/apps/', '^/patient/doctors/'];

const logger = createLogger('warn');
// A server that starts anew says so itself, and whoever asks it meanwhile asks again.
const error: typeof logger.error = (line, options) => {
  if (!/proxy (socket )?error/.test(line)) logger.error(line, options);
};
const server = await createServer({
  ...config,
  configFile: false,
  customLogger: { ...logger, error },
  server: {
    port: Number(PORT),
    host: HOST,
    strictPort: true,
    proxy: { ...Object.fromEntries(toServer.map((path) => [path, target])), '^/app/': { target, ws: true } },
  },
});
await server.listen();
process.once('disconnect', () => process.exit());
