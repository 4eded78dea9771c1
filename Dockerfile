# The Node server with the web UI. Any image that has Node 20.19.2 or later and npm will do: --build-arg NODE_IMAGE=…
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev && rm -r dist/lambda dist/changes && mkdir data

FROM ${NODE_IMAGE}
# Who comes signs in with the code that the server prints at its start, until OIDC_ISSUER, OIDC_AUDIENCE and WORKSPACE are set.
ENV HOST=0.0.0.0 PORT=3000 AUTH_MODE=jwt SIGN_IN=local DATABASE=embedded DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The one folder that is written to: all else may be read-only. By its number, for images that have no user named node.
COPY --from=build --chown=1000:1000 /app/data /data
VOLUME /data
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, which would not hand on SIGTERM.
CMD ["node", "--enable-source-maps", "dist/server/server.mjs"]
