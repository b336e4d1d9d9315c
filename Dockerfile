FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends esbuild g++ libjs-codemirror libsqlite3-dev \
        node-react node-react-dom python3 python3-venv zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
# The engine's Python environment and the program's run path hold this folder's name: the final image has them in the same place.
WORKDIR /opt/tideline
COPY dev/setup dev/requirements.txt dev/requirements-simdjson.txt dev/
RUN dev/setup
COPY . .
RUN dev/build release \
    && install -D "$(swift build --configuration release --show-bin-path)/tideline" bin/tideline
RUN mkdir -p share/tideline && cp -r .build/web share/tideline/web

FROM swift:6.3-bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libsqlite3-0 python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --home-dir /var/lib/tideline --uid 10001 tideline
COPY --from=build /opt/tideline/.native /opt/tideline/.native
COPY --from=build /opt/tideline/bin/tideline /opt/tideline/bin/tideline
COPY --from=build /opt/tideline/share /opt/tideline/share
RUN ln -s /opt/tideline/bin/tideline /usr/local/bin/tideline
USER tideline
WORKDIR /var/lib/tideline
VOLUME /var/lib/tideline
EXPOSE 8080
# Inside the container every address: publish the port on the host's loopback only, as compose.yaml does.
ENV TIDELINE_HOST=0.0.0.0
ENTRYPOINT ["tideline"]
CMD ["serve"]
