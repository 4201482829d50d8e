# syntax=docker/dockerfile:1
# A gateway. Built from the root of the repository: docker build -f deploy/docker/gateway.Dockerfile -t realtime-gateway .

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY contracts/ contracts/
COPY gateway/ gateway/
RUN dotnet publish gateway/RealtimeCluster.Gateway.Host -c Release -o /out -p:UseAppHost=false -p:PublishDocumentationFiles=false

# No shell, no package manager, and a user that is not root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /out/ ./
# The base image sets HTTP_PORTS, and a host says so when both are set. The debugger's pipes would need a /tmp that can be written;
# everything else works with a read-only root file system.
# The management port is bound to the container's loopback, as a silo's: whoever lets others reach it sets Management__Address, and keeps it by a network
# of its own.
ENV ASPNETCORE_HTTP_PORTS= URLS=http://+:8080 Management__Port=9464 DOTNET_EnableDiagnostics_Debugger=0
USER $APP_UID
# 8080 is for clients and backends; 11111 for the other nodes only: never publish it. The management port is not named, so that no "publish all" takes it.
EXPOSE 8080 11111
# The program asks the node itself, for there is nothing else in the image that could; and at the port that clients come to.
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s --retries=4 CMD ["dotnet", "RealtimeCluster.Gateway.Host.dll", "--health", "http://127.0.0.1:8080/ready"]
ENTRYPOINT ["dotnet", "RealtimeCluster.Gateway.Host.dll"]
