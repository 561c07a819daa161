# The gateway of a home server: the built pages and nginx.
# Built from the top of the repository: docker build --file infra/home/frontend.Dockerfile .

FROM node:20-bookworm-slim AS build
WORKDIR /pages
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM nginx:1.28-alpine
WORKDIR /srv/pages
COPY infra/home/nginx.conf /etc/nginx/nginx.conf
COPY --from=build /pages/dist ./
USER 101:101
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --start-interval=1s --retries=3 \
    CMD ["wget", "-q", "--spider", "http://127.0.0.1:8080/"]
# The image's entry point would edit files on the read-only file system.
ENTRYPOINT []
CMD ["nginx", "-g", "daemon off;"]
