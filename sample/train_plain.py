"""The same training without MLflow: metrics go out as JSON lines, which any language can write.

    modeltrail exec --experiment digits -- python train_plain.py forest

`modeltrail exec` names the file in MODELTRAIL_INBOX. Without it the lines are printed.
"""

import json
import os
import sys

from digits import MODELS, load_split, read_params, score, train_epochs


def main(name: str) -> None:
    params = read_params(name)
    train_features, test_features, train_labels, test_labels = load_split(params)
    inbox = os.environ.get("MODELTRAIL_INBOX")
    run = os.environ.get("MLFLOW_RUN_ID", "plain")
    with open(inbox, "a", encoding="utf-8") if inbox else sys.stdout as lines:

        def log(**line) -> None:
            # One whole line at once: the reader takes what ends with a line feed.
            lines.write(json.dumps({"run": run, **line}) + "\n")
            lines.flush()

        log(params=params)
        for epoch, model in enumerate(train_epochs(params, train_features, train_labels)):
            test = score(model, test_features, test_labels)
            log(step=epoch, metrics={f"test/{key}": value for key, value in test.items()})


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in MODELS:
        sys.exit(f"usage: train_plain.py {'|'.join(MODELS)}")
    main(sys.argv[1])
