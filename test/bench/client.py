"""Times calls of the ordinary MLflow client and prints {"metric": [ms], "batch": [ms]} as one line of JSON."""

import json
import time

from mlflow import MlflowClient
from mlflow.entities import Metric

client = MlflowClient()
run_id = client.create_run("0").info.run_id


def time_calls(call, times):
    for index in range(times // 10):
        call(index)
    elapsed = []
    for index in range(times // 10, times + times // 10):
        start = time.perf_counter()
        call(index)
        elapsed.append((time.perf_counter() - start) * 1000)
    return elapsed


def log_metric(index):
    client.log_metric(run_id, "loss", 1 / (index + 1), step=index)


def log_batch(index):
    metrics = [Metric("batched", 0.5, 1_700_000_000_000 + step, index * 1000 + step) for step in range(1000)]
    client.log_batch(run_id, metrics=metrics)


print(json.dumps({"metric": time_calls(log_metric, 500), "batch": time_calls(log_batch, 50)}))
