# syntax=docker/dockerfile:1
# Silo, gateway and chat page in one process. Built from the root of the repository:
# docker build -f deploy/docker/standalone.Dockerfile -t realtime-standalone .

# The page's client library.
FROM node:22-alpine AS page
WORKDIR /page
COPY deploy/standalone/package.json deploy/standalone/package-lock.json deploy/standalone/.npmrc ./
RUN npm ci --no-audit --no-fund

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY contracts/ contracts/
COPY silo/ silo/
COPY gateway/ gateway/
COPY deploy/standalone/ deploy/standalone/
COPY --from=page /page/node_modules/socket.io-client/dist/socket.io.min.js deploy/standalone/wwwroot/vendor/socket.io.min.js
RUN dotnet publish deploy/standalone -c Release -o /out -p:UseAppHost=false -p:PublishDocumentationFiles=false

# No shell, no package manager, and a user that is not root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /out/ ./
# The base image sets HTTP_PORTS, and a host says so when both are set. The debugger's pipes would need a /tmp that can be written;
# everything else works with a read-only root file system.
ENV ASPNETCORE_HTTP_PORTS= URLS=http://+:8080 DOTNET_EnableDiagnostics_Debugger=0
USER $APP_UID
EXPOSE 8080
# The program asks the node itself, for there is nothing else in the image that could.
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s --retries=4 CMD ["dotnet", "RealtimeCluster.Standalone.dll", "--health", "http://127.0.0.1:8080/ready"]
ENTRYPOINT ["dotnet", "RealtimeCluster.Standalone.dll"]
