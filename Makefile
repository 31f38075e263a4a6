# geod's everyday commands. `make` alone prints them. Every target that builds first runs
# scripts/bootstrap, which is silent when nothing is missing.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The toolchain may sit where its archive was unpacked without being in anybody's PATH.
export PATH := $(PATH):/opt/swift/usr/bin

PREFIX ?= /usr/local
DESTDIR ?=
# Extra arguments for the package manager, such as --jobs 1.
SWIFTFLAGS ?=
# Only the tests whose names match, for `make test` and the sanitizers.
FILTER ?=

# An installed geod carries the Swift runtime in itself and needs no toolchain.
standalone := --static-swift-stdlib --scratch-path .build/install

# Many sockets need many descriptors: take all that this shell may have.
descriptors := ulimit -n "$$(ulimit -Hn)" 2>/dev/null || true
# Every test is written with swift-testing, which runs them in parallel inside of one process. Those that look at the
# pages in a browser come by themselves: beside all others the browser has no time to draw.
swift_test = scripts/failures-last swift test $(SWIFTFLAGS) --disable-xctest $(if $(FILTER),--filter '$(FILTER)')
swift_sources := Sources Tests Benchmarks Package.swift
scripts := $(wildcard scripts/*) .ci/run

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: bootstrap
bootstrap: ## Install the missing distribution packages and check the toolchain
	@scripts/bootstrap $(if $(PURPOSE),--for $(PURPOSE))

.PHONY: build
build: bootstrap ## Build the programs, optimised
	swift build -c release $(SWIFTFLAGS)

.PHONY: test
test: PURPOSE := test
test: bootstrap ## Run all tests (FILTER=TripsTests for some)
	$(descriptors); $(if $(FILTER),$(swift_test),$(swift_test) --skip PagesTests && $(swift_test) --skip-build --filter PagesTests)

.PHONY: lint
lint: bootstrap ## Check format and scripts; change nothing
	swift format lint --strict --recursive --parallel $(swift_sources)
	scripts/embed-pages --check
	for script in $(scripts); do bash -n "$$script"; done

.PHONY: format
format: bootstrap ## Format the Swift sources in place
	swift format format --in-place --recursive --parallel $(swift_sources)

.PHONY: demo
demo: PURPOSE := demo
demo: bootstrap ## Run a fleet on this machine (FOR=seconds TECHNICIANS=n SEED=n ARGS=...)
	swift build -c release $(SWIFTFLAGS) --product geod
	$(descriptors); "$$(swift build -c release --show-bin-path)/geod" demo \
	  $(if $(FOR),--for $(FOR)) $(if $(TECHNICIANS),--technicians $(TECHNICIANS)) $(if $(SEED),--seed $(SEED)) $(ARGS)

.PHONY: crash-matrix
crash-matrix: PURPOSE := test
crash-matrix: bootstrap ## Break server, database, network and disk 205 times and compare (FAULTS=kind=n,... SEED=n ARGS=--json)
	swift build -c release $(SWIFTFLAGS) --product geod
	swift build -c release $(SWIFTFLAGS) --product geoload
	$(descriptors); "$$(swift build -c release --show-bin-path)/geoload" --crash \
	  $(if $(FAULTS),--faults $(FAULTS)) $(if $(TECHNICIANS),--technicians $(TECHNICIANS)) $(if $(SEED),--seed $(SEED)) $(ARGS)

.PHONY: soak
soak: PURPOSE := test
soak: bootstrap ## Run the simulator and retention for long (SEED=n SEEDS=1000 MINUTES=10 SCENE=bookings CONTENTION=10000 DAYS=900)
	swift build -c release $(SWIFTFLAGS) --product geosim
	geosim="$$(swift build -c release --show-bin-path)/geosim"; \
	  "$$geosim" --seed $(or $(SEED),1) --seeds $(or $(SEEDS),1000) --minutes $(or $(MINUTES),10) \
	    --scene $(or $(SCENE),bookings) | tail -n 3; \
	  "$$geosim" --seed $(or $(SEED),1) --contention $(or $(CONTENTION),10000)
	GEOD_SOAK_DAYS=$(or $(DAYS),900) swift test $(SWIFTFLAGS) --disable-xctest --filter RetentionSoakTests

.PHONY: bench
bench: PURPOSE := bench
bench: bootstrap ## Run the measurements in one process (ARGS=names of suites)
	swift build -c release $(SWIFTFLAGS) --product geobench
	"$$(swift build -c release --show-bin-path)/geobench" $(ARGS)

.PHONY: quick-checks
quick-checks: bootstrap ## Check in an optimised build that index, zones and transport answer rightly and allocate nothing
	swift build -c release $(SWIFTFLAGS) --product geobench
	geobench="$$(swift build -c release --show-bin-path)/geobench"; \
	  "$$geobench" index --quick && "$$geobench" zones --quick && "$$geobench" transport --quick

.PHONY: fuzz
fuzz: PURPOSE := test
fuzz: bootstrap ## Fuzz every codec, compare with h11, play on the index (SECONDS=600 each, TARGET=name JOBS=1 STREAMS=200000 HISTORIES=200 SEED=n)
	SWIFTFLAGS='$(SWIFTFLAGS)' scripts/fuzz --seconds $(or $(SECONDS),600) --jobs $(or $(JOBS),1) $(TARGET:%=--target %)
	$(if $(TARGET),,GEOD_FUZZ=$(or $(HISTORIES),200) GEOD_H11=$(or $(STREAMS),200000) $(if $(SEED),GEOD_SEED=$(SEED)) \
	  scripts/failures-last swift test $(SWIFTFLAGS) --disable-xctest --filter 'IndexFuzzTests|DifferentialTests')

.PHONY: thread address sanitize
sanitize: thread address ## Run the tests but those in a browser under both sanitizers (or `make thread`, `make address`)
thread address: PURPOSE := test
thread address: bootstrap
	$(descriptors); LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/lsan.supp:print_suppressions=0 \
	  ASAN_OPTIONS=suppressions=$(CURDIR)/Tests/asan.supp \
	  $(swift_test) --skip PagesTests --sanitize=$@ --scratch-path .build/$@

.PHONY: coverage
coverage: PURPOSE := test
coverage: bootstrap ## Run the tests and print line coverage per folder of Sources
	$(descriptors); $(swift_test) --enable-code-coverage --scratch-path .build/coverage
	scripts/coverage .build/coverage

.PHONY: install
install: PURPOSE := install
install: bootstrap ## Install geod below PREFIX (default /usr/local; DESTDIR= is honoured)
	swift build -c release $(SWIFTFLAGS) --product geod $(standalone)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 "$$(swift build -c release $(standalone) --show-bin-path)/geod" "$(DESTDIR)$(PREFIX)/bin/geod"
	@$(if $(DESTDIR),,scripts/which-geod "$(PREFIX)/bin/geod")

.PHONY: uninstall
uninstall: ## Remove what install put below PREFIX
	rm -f "$(DESTDIR)$(PREFIX)/bin/geod"

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf .build
