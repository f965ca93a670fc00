# One file for the three services: docker build -f deploy/docker/service.Dockerfile --build-arg SERVICE=Ledger -t mesh/ledger .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG SERVICE
WORKDIR /src
COPY . .
RUN lower=$(echo "$SERVICE" | tr '[:upper:]' '[:lower:]') \
 && dotnet publish "services/$lower/$SERVICE.Service" --configuration Release --output /app \
 && printf '#!/bin/sh\nexec dotnet /app/%s.Service.dll "$@"\n' "$SERVICE" > /app/start && chmod +x /app/start

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# The base image's unprivileged user.
USER $APP_UID
EXPOSE 5100
ENTRYPOINT ["/app/start"]
CMD ["--port", "5100", "--address", "0.0.0.0"]
