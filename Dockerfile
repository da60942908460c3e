# One Salle. Alone it brings its own PostgreSQL, kept in /data; compose.yaml puts two of them on a shared one.
FROM node:26-trixie-slim

WORKDIR /salle
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY . .
# The pages are built here once, so that a start builds nothing and needs to write nowhere but in /data.
RUN node web/build.ts && install -d -o node -g node -m 700 /data

USER node
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/main.ts"]
