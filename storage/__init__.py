"""Memory: databases and YAML files. SQLAlchemy and PyYAML live here and nowhere else."""
