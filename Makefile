# Two commands are all it takes: `make run` and `make test`. Both install what is missing when they
# may, and say what to install when they may not.

SWIFT ?= swift
PREFIX ?= /usr/local
PRODUCT ?= cairn
BINARY = .build/release/cairn
# One file that needs no Swift where it runs, and starts in half the time.
STATIC = $(if $(filter Linux,$(shell uname)),--static-swift-stdlib)

.PHONY: run test lint format install clean setup build

# What building says goes to standard error: the output is the list, where it is not a terminal.
run: build
	@$(BINARY) demo

build: setup
	@$(SWIFT) build -c release --product $(PRODUCT) $(STATIC) >&2

test: setup
	$(SWIFT) build --build-tests -Xswiftc -warnings-as-errors
	$(SWIFT) test --skip-build -Xswiftc -warnings-as-errors

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

# No build here: `sudo make install` must not leave files of root in the checkout.
install:
	@test -x $(BINARY) || { echo "run 'make build' first"; exit 1; }
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/cairn

clean:
	$(SWIFT) package clean
	rm -rf .build .build-*

setup:
	@Scripts/setup.sh
