"""What the tracker learns of the process behind a run, by itself."""

import json
import os
import platform
import subprocess
import sys
import time
import urllib.request

import mlflow

from case import ClientCase

DIES = """
import os, mlflow
mlflow.set_experiment(experiment_id=os.environ["EXPERIMENT"])
run = mlflow.start_run()
mlflow.log_metric("loss", 0.5)
print(run.info.run_id, flush=True)
input()
os._exit(9)
"""


class ProcessTest(ClientCase):
    def ask(self, name: str, **params):
        request = urllib.request.Request(
            f"{os.environ['MLFLOW_TRACKING_URI']}/api/modeltrail/v1/rpc/{name}",
            json.dumps(params).encode(),
            {
                "authorization": f"Bearer {os.environ['MLFLOW_TRACKING_TOKEN']}",
                "content-type": "application/json",
            },
        )
        with urllib.request.urlopen(request) as reply:
            return json.load(reply)

    def eventually(self, run_id: str, accept):
        """The run's document once `accept` takes it; what never comes fails after half a minute."""
        deadline = time.monotonic() + 30
        while True:
            run = self.ask("runs/read", id=run_id)
            if accept(run):
                return run
            self.assertLess(time.monotonic(), deadline, f"the run stayed {run['status']}")
            time.sleep(0.1)

    def test_process_and_environment_are_known(self):
        with mlflow.start_run() as run:
            found = self.eventually(run.info.run_id, lambda run: run["environment"] is not None)
        self.assertEqual(found["process"]["pid"], os.getpid())
        self.assertEqual(os.path.realpath(found["process"]["workingDirectory"]), os.path.realpath(os.getcwd()))
        self.assertEqual(found["environment"]["python"], platform.python_version())
        self.assertEqual(found["environment"]["packages"]["mlflow-skinny"], mlflow.__version__)

    def test_a_run_whose_process_died_is_lost_until_it_speaks_again(self):
        child = subprocess.Popen(
            [sys.executable, "-c", DIES],
            env={**os.environ, "EXPERIMENT": self.experiment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        run_id = child.stdout.readline().strip()
        self.eventually(run_id, lambda run: run["process"] is not None)
        child.communicate("\n")
        self.assertEqual(child.returncode, 9)
        self.eventually(run_id, lambda run: run["status"] == "LOST")
        self.assertEqual(self.client.get_run(run_id).info.status, "RUNNING", "MLflow knows no such status")
        self.client.log_metric(run_id, "loss", 0.4, step=1)
        self.eventually(run_id, lambda run: run["status"] == "RUNNING")
