# The bundle is the same for every platform, so it is built on that of the builder.
FROM --platform=$BUILDPLATFORM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
# The build starts the app to write the OpenAPI documents, which reads these files.
COPY fonts/coverage.json fonts/coverage.json
COPY fixtures/contract fixtures/contract
RUN npm run build
# sharp for the platform of the image.
ARG TARGETARCH=amd64
RUN npm ci --omit=dev --os=linux --libc=glibc --cpu=$(echo $TARGETARCH | sed s/amd64/x64/)

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY fonts fonts
COPY fixtures fixtures
# Starts the mock once to fill Node's compile cache, as the same user and at the same path, so that it also works on a read-only file system.
ENV NODE_COMPILE_CACHE=/app/compile-cache
RUN install -d -o node compile-cache
USER node
RUN node dist/cli/main.js & mock=$! && \
  for try in 1 2 3 4 5 6 7 8 9 10; do node dist/cli/main.js healthcheck 2> /dev/null && break; sleep 1; done && \
  node dist/cli/main.js healthcheck && kill $mock && wait $mock
EXPOSE 8080
# It finds the port in PORT or in the flag --port. Until the mock is up, Docker Engine 25 and later check at the start interval.
HEALTHCHECK --interval=5s --timeout=4s --start-period=10s --start-interval=250ms --retries=3 CMD ["node", "/app/dist/cli/main.js", "healthcheck"]
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
