"""What the tests of the real clients share: a fresh experiment for each test, and a folder for its files."""

import tempfile
import unittest
import uuid
from pathlib import Path

import mlflow
from mlflow import MlflowClient


class ClientCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.client = MlflowClient()
        self.experiment = mlflow.set_experiment(f"{self.id()}-{uuid.uuid4().hex[:8]}").experiment_id
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def tearDown(self):
        while mlflow.active_run():
            mlflow.end_run()

    def unique(self, name: str) -> str:
        return f"{name}-{uuid.uuid4().hex[:8]}"

    def refused(self, code: str, message: str = ""):
        """A context in which the server must refuse with this code and a message that contains the given text."""
        return self.assertRaisesRegex(mlflow.exceptions.MlflowException, f"(?s){code}.*{message}" if message else code)
