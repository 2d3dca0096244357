"""Runs test modules of this folder and prints {"passed", "failed"} as the last line. A skipped test counts as failed."""

import json
import logging
import sys
import unittest
import warnings


def main() -> int:
    warnings.simplefilter("ignore")
    logging.disable(logging.INFO)
    suite = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[1:])
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=1, warnings="ignore").run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.skipped) + len(result.unexpectedSuccesses)
    print(json.dumps({"passed": max(result.testsRun - failed, 0), "failed": failed}), flush=True)
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
