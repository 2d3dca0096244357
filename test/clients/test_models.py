"""Models of 3.x clients with scikit-learn: autolog, log_model, registration, loading."""

import json

import mlflow
import mlflow.sklearn
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from case import ClientCase


def train():
    data = load_iris()
    return LogisticRegression(max_iter=200).fit(data.data, data.target), data.data


class Models(ClientCase):
    def test_autolog_records_params_metrics_and_the_model(self):
        mlflow.sklearn.autolog(log_datasets=True)
        try:
            with mlflow.start_run() as run:
                train()
        finally:
            mlflow.sklearn.autolog(disable=True)
        got = mlflow.get_run(run.info.run_id)
        self.assertEqual(got.data.params["max_iter"], "200")
        self.assertGreater(got.data.metrics["training_accuracy_score"], 0.9)
        self.assertEqual(len(got.inputs.dataset_inputs), 1)
        [output] = got.outputs.model_outputs
        model = mlflow.get_logged_model(output.model_id)
        self.assertEqual((str(model.status), model.source_run_id), ("READY", run.info.run_id))
        self.assertIn("training_accuracy_score", [metric.key for metric in model.metrics])

    def test_a_model_is_logged_registered_and_loaded(self):
        estimator, inputs = train()
        name = self.unique("iris")
        with mlflow.start_run() as run:
            info = mlflow.sklearn.log_model(estimator, name="clf", registered_model_name=name, input_example=inputs[:2])
        model = mlflow.get_logged_model(info.model_id)
        self.assertEqual(json.loads(model.tags["mlflow.modelVersions"]), [{"name": name, "version": 1}])
        version = self.client.get_model_version(name, "1")
        self.assertEqual((version.run_id, version.source), (run.info.run_id, f"models:/{info.model_id}"))
        self.client.set_registered_model_alias(name, "best", "1")
        expected = list(estimator.predict(inputs[:5]))
        for uri in (f"models:/{info.model_id}", f"models:/{name}/1", f"models:/{name}@best", f"models:/{name}/latest"):
            self.assertEqual(list(mlflow.sklearn.load_model(uri).predict(inputs[:5])), expected, uri)

    def test_a_model_of_a_run_is_registered_afterwards(self):
        estimator, _ = train()
        name = self.unique("later")
        with mlflow.start_run() as run:
            mlflow.sklearn.log_model(estimator, name="clf")
        for expected in (1, 2):
            self.assertEqual(int(mlflow.register_model(f"runs:/{run.info.run_id}/clf", name).version), expected)

    def test_metrics_on_a_model_can_be_searched(self):
        ids = []
        for value in (0.5, 0.9):
            model = mlflow.create_external_model(name="ext", params={"a": "1"}, tags={"k": "v"})
            with mlflow.start_run():
                mlflow.log_metric("acc", value, model_id=model.model_id)
            ids.append(model.model_id)
        order = [{"field_name": "metrics.acc", "ascending": False}]
        found = mlflow.search_logged_models([self.experiment], order_by=order, output_format="list")
        self.assertEqual([model.model_id for model in found], ids[::-1])
        best = mlflow.search_logged_models([self.experiment], "metrics.acc > 0.8", output_format="list")
        self.assertEqual([model.model_id for model in best], ids[1:])

    def test_a_logged_model_is_tagged_and_deleted(self):
        model = mlflow.initialize_logged_model(name="m")
        mlflow.set_logged_model_tags(model.model_id, {"a": "1"})
        self.client.delete_logged_model_tag(model.model_id, "a")
        finished = mlflow.finalize_logged_model(model.model_id, "FAILED")
        self.assertEqual((str(finished.status), finished.tags.get("a")), ("FAILED", None))
        self.client.delete_logged_model(model.model_id)
        with self.refused("RESOURCE_DOES_NOT_EXIST", "not found"):
            mlflow.get_logged_model(model.model_id)
