"""What the benchmarks are made of: the double with its crowd, the contenders as child processes, the figures."""
