"""What needs pandas, Pillow or Matplotlib: tables, images, figures, data sets."""

import numpy
import pandas
import mlflow

from case import ClientCase


class Frames(ClientCase):
    def test_a_table_grows_over_several_calls(self):
        with mlflow.start_run() as run:
            mlflow.log_table(pandas.DataFrame({"q": ["a"], "n": [1]}), "tab.json")
            mlflow.log_table({"q": ["b"], "n": [2]}, "tab.json")
        table = mlflow.load_table("tab.json", run_ids=[run.info.run_id])
        self.assertEqual(sorted(table["q"]), ["a", "b"])
        self.assertIn("tab.json", mlflow.get_run(run.info.run_id).data.tags["mlflow.loggedArtifacts"])

    def test_images_by_file_and_by_step(self):
        image = numpy.zeros((8, 8, 3), dtype=numpy.uint8)
        with mlflow.start_run() as run:
            mlflow.log_image(image, artifact_file="one.png")
            mlflow.log_image(image, key="dogs", step=3)
            mlflow.flush_artifact_async_logging()
        self.assertIn("one.png", [item.path for item in self.client.list_artifacts(run.info.run_id)])
        names = [item.path for item in self.client.list_artifacts(run.info.run_id, "images")]
        self.assertTrue(any(name.endswith(".webp") for name in names), names)
        self.assertTrue(all("dogs" in name for name in names), names)

    def test_a_figure(self):
        from matplotlib.figure import Figure

        figure = Figure()
        figure.subplots().plot([1, 2])
        with mlflow.start_run() as run:
            mlflow.log_figure(figure, "plots/curve.png")
        [item] = self.client.list_artifacts(run.info.run_id, "plots")
        self.assertGreater(item.file_size, 1000)

    def test_a_data_set_with_schema_and_profile(self):
        frame = pandas.DataFrame({"x": [1.0, 2.0], "y": [0, 1]})
        dataset = mlflow.data.from_pandas(frame, source="https://example.com/d.csv", name="d", targets="y")
        with mlflow.start_run() as run:
            mlflow.log_input(dataset, context="training", tags={"split": "a"})
        [back] = mlflow.get_run(run.info.run_id).inputs.dataset_inputs
        self.assertEqual((back.dataset.name, back.dataset.digest), ("d", dataset.digest))
        self.assertIn("mlflow_colspec", back.dataset.schema)

    def test_runs_as_a_frame(self):
        with mlflow.start_run():
            mlflow.log_metric("acc", 0.9)
        frame = mlflow.search_runs([self.experiment])
        self.assertEqual(list(frame["metrics.acc"]), [0.9])
