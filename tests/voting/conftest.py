"""What of these tests is asked of one database alone."""

import os

# SQLite's own file is attacked in test_linking.
collect_ignore = ([] if os.environ.get("GOFORUM_TEST_DATABASE_URL", "").startswith("postgres")
                  else ["test_linking_postgresql.py"])
