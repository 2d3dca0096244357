"""The model path of 2.x clients: files below the run, the description in a tag of the run."""

import json

import mlflow
import mlflow.pyfunc

from case import ClientCase


class Doubler(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input * 2


class Models(ClientCase):
    def test_a_logged_model_is_registered_and_loaded(self):
        name = self.unique("doubler")
        with mlflow.start_run() as run:
            mlflow.pyfunc.log_model("model", python_model=Doubler(), registered_model_name=name, pip_requirements=[])
        history = json.loads(self.client.get_run(run.info.run_id).data.tags["mlflow.log-model.history"])
        self.assertEqual([entry["artifact_path"] for entry in history], ["model"])
        version = self.client.get_model_version(name, "1")
        self.assertEqual((version.run_id, version.status), (run.info.run_id, "READY"))
        self.client.set_registered_model_alias(name, "best", "1")
        for uri in (f"runs:/{run.info.run_id}/model", f"models:/{name}/1", f"models:/{name}@best"):
            self.assertEqual(mlflow.pyfunc.load_model(uri).predict(21), 42)

    def test_a_model_of_a_run_is_registered_afterwards(self):
        name = self.unique("later")
        with mlflow.start_run() as run:
            mlflow.pyfunc.log_model("model", python_model=Doubler(), pip_requirements=[])
        for expected in ("1", "2"):
            version = mlflow.register_model(f"runs:/{run.info.run_id}/model", name)
            self.assertEqual(str(version.version), expected)
