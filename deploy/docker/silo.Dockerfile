# syntax=docker/dockerfile:1
# A silo. Built from the root of the repository: docker build -f deploy/docker/silo.Dockerfile -t realtime-silo .

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY contracts/ contracts/
COPY silo/ silo/
RUN dotnet publish silo/RealtimeCluster.Silo.Host -c Release -o /out -p:UseAppHost=false -p:PublishDocumentationFiles=false

# No shell, no package manager, and a user that is not root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /out/ ./
# The debugger's pipes would need a /tmp that can be written; everything else works with a read-only root file system.
# The management port is open here, for the health check below asks it, and bound to the container's loopback: whoever lets others reach it sets
# Management__Address, and keeps it by a network of its own.
ENV Management__Port=9464 DOTNET_EnableDiagnostics_Debugger=0
USER $APP_UID
# For the other nodes only: never publish it. The management port is not named, so that no "publish all" takes it.
EXPOSE 11111
# The program asks the node itself, for there is nothing else in the image that could.
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s --retries=4 CMD ["dotnet", "RealtimeCluster.Silo.Host.dll", "--health", "http://127.0.0.1:9464/ready"]
ENTRYPOINT ["dotnet", "RealtimeCluster.Silo.Host.dll"]
