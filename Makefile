# Every target does its own set-up first; when that is done already, it takes less than a second.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# What `make run` and `make test` hand on: make run ARGS="--port 9000 --lake ~/lake", make test ARGS="--filter Delta"
ARGS ?=

.PHONY: help setup run build test check chaos bench bench-live bench-page bench-ingest parse-agreement clean distclean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## set up, build and start Tideline with demo data on http://127.0.0.1:8080 (flags of `serve` in ARGS)
	@exec .build/release/tideline serve --demo $(ARGS)

setup: ## only fetch and link what a build needs (the other targets do that themselves)
	@dev/setup

build: setup ## set up and build the release program, .build/release/tideline
	@dev/build release

test: ## set up, build for debugging and run every test (flags of `swift test` in ARGS)
	@dev/setup test
	@dev/build debug
	@dev/test $(ARGS)

check: ## format, lint, layering, sizes, duplicates, generated code, scripts
	@dev/check

chaos: build ## kill a server that takes events in, again and again, and count them (flags of Tests/Chaos/chaos.py in ARGS)
	@dev/setup test
	@.native/test/bin/python Tests/Chaos/chaos.py $(ARGS)

bench: build ## measure side by side with the PySpark client on the same engine (flags of Benchmarks/run.py in ARGS)
	@dev/setup test
	@dev/build bench
	@.native/test/bin/python Benchmarks/run.py $(ARGS)

bench-live: build ## measure how soon a commit reaches those who watch, and what many watchers cost (flags of Benchmarks/live.py in ARGS)
	@dev/setup test
	@.native/test/bin/python Benchmarks/live.py $(ARGS)

bench-page: build ## measure the page in a browser: first paint, scrolling, commit to painted chart, memory (flags of Benchmarks/page.py in ARGS)
	@dev/setup test
	@.native/test/bin/python Benchmarks/page.py $(ARGS)

bench-ingest: build ## measure Kafka into Delta beside peers, freshness, and a day of commits (flags of Benchmarks/ingest.py in ARGS)
	@dev/setup test
	@dev/build bench
	@.native/test/bin/python Benchmarks/ingest.py $(ARGS)

parse-agreement: ## compare our SQL parser's verdicts with Spark's, and measure it (folders of .sql files in ARGS)
	@dev/setup test
	@dev/build parse
	@.native/test/bin/python Benchmarks/parse_agreement.py $(ARGS)

clean: ## forget what was built
	@rm -rf .build

distclean: clean ## forget what was built and what was downloaded
	@rm -rf .native
