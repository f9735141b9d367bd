"""How fast, beside what the same machine does with less: `make bench`. See docs/benchmarks.md."""
