// BenchmarkSmokeTests
