# The program alone, in an image of nothing else. Not tried where casebook is developed.
#   docker build --tag casebook .
#   docker run --rm --user "$(id -u)" --volume "$PWD:/archive" casebook build --no-sync
FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install --yes musl-tools && rustup target add x86_64-unknown-linux-musl
WORKDIR /source
COPY . .
RUN cargo build --profile dist --locked --target x86_64-unknown-linux-musl

FROM scratch
COPY --from=build /source/target/x86_64-unknown-linux-musl/dist/casebook /casebook
WORKDIR /archive
ENTRYPOINT ["/casebook"]
