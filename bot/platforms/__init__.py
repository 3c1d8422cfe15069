"""One sub-package per chat platform. A platform translates and decides nothing."""
