# A list of commands, no logic: what needs logic is a small file in tools/, named after the deed.
.PHONY: help demo setup widget test check bench pictures requirements

help:             ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

demo:             ## the demo shop, its chat and its inbox, with one command
	cargo run --release -- demo

setup:            ## what the tests need: Chromium, Firefox, PostgreSQL, Node.js packages
	tools/setup.sh

widget:           ## build web/dist from web/widget
	tools/widget.sh

test:             ## every test: Rust on both engines, widget, browser
	tools/test.sh

check:            ## what CI runs: format, lints, docs, licences, sizes, then every test
	tools/check.sh

bench:            ## measure the budgets and write bench/results.md
	cargo run --release -p plausch-bench

pictures:         ## take the README's pictures from the running program
	cargo build
	npm --prefix web/e2e run pictures

requirements:     ## each legal row with the tests that carry its id
	node tools/requirements.mjs
