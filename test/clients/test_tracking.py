"""Runs as a script records them."""

import math
import re
import time

import mlflow
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag

from case import ClientCase

GREATEST = 1.7976931348623157e308


class Runs(ClientCase):
    def test_a_finished_run_keeps_what_was_logged(self):
        with mlflow.start_run(run_name="first", description="a note") as run:
            mlflow.log_param("lr", 0.1)
            mlflow.log_params({"depth": 3, "text": "ümlaut"})
            mlflow.log_metric("loss", 0.5, step=1)
            mlflow.log_metrics({"acc": 0.9, "f1": 0.8}, step=2)
            mlflow.set_tags({"team": "risk", "empty": ""})
        got = mlflow.get_run(run.info.run_id)
        self.assertEqual(got.info.status, "FINISHED")
        self.assertGreaterEqual(got.info.end_time, got.info.start_time)
        self.assertEqual(got.info.run_name, "first")
        self.assertEqual(got.data.params, {"lr": "0.1", "depth": "3", "text": "ümlaut"})
        self.assertEqual(got.data.metrics, {"loss": 0.5, "acc": 0.9, "f1": 0.8})
        self.assertEqual(got.data.tags["team"], "risk")
        self.assertEqual(got.data.tags["empty"], "")
        self.assertEqual(got.data.tags["mlflow.note.content"], "a note")

    def test_a_raised_exception_fails_the_run(self):
        with self.assertRaises(ZeroDivisionError):
            with mlflow.start_run() as run:
                1 / 0
        self.assertEqual(mlflow.get_run(run.info.run_id).info.status, "FAILED")

    def test_a_run_can_be_resumed(self):
        with mlflow.start_run() as run:
            mlflow.log_metric("a", 1)
        with mlflow.start_run(run_id=run.info.run_id):
            self.assertEqual(mlflow.get_run(run.info.run_id).info.status, "RUNNING")
            mlflow.log_metric("a", 2, step=1)
        got = mlflow.get_run(run.info.run_id)
        self.assertEqual((got.info.status, got.data.metrics), ("FINISHED", {"a": 2}))

    def test_nested_runs_know_their_parent(self):
        with mlflow.start_run() as parent:
            with mlflow.start_run(nested=True) as child:
                pass
        self.assertEqual(mlflow.get_parent_run(child.info.run_id).info.run_id, parent.info.run_id)
        found = self.client.search_runs([self.experiment], f"tags.mlflow.parentRunId = '{parent.info.run_id}'")
        self.assertEqual([run.info.run_id for run in found], [child.info.run_id])

    def test_tags_are_set_changed_and_deleted(self):
        run = self.client.create_run(self.experiment).info.run_id
        self.client.set_tag(run, "k", "1")
        self.client.set_tag(run, "k", "2")
        self.assertEqual(self.client.get_run(run).data.tags["k"], "2")
        self.client.delete_tag(run, "k")
        self.assertNotIn("k", self.client.get_run(run).data.tags)
        with self.refused("RESOURCE_DOES_NOT_EXIST", "No tag with name: k"):
            self.client.delete_tag(run, "k")

    def test_a_run_is_renamed_deleted_and_restored(self):
        run = self.client.create_run(self.experiment, run_name="old").info.run_id
        self.client.update_run(run, name="new")
        self.assertEqual(self.client.get_run(run).data.tags["mlflow.runName"], "new")
        self.client.delete_run(run)
        self.assertEqual(self.client.get_run(run).info.lifecycle_stage, "deleted")
        with self.refused("INVALID_PARAMETER_VALUE", "must be in the 'active' state"):
            self.client.log_metric(run, "a", 1)
        self.client.restore_run(run)
        self.client.log_metric(run, "a", 1)

    def test_an_unknown_run_does_not_exist(self):
        with self.refused("RESOURCE_DOES_NOT_EXIST", "Run with id=.* not found"):
            self.client.get_run("0" * 32)

    def test_datasets_of_a_run_come_back_whole(self):
        run = self.client.create_run(self.experiment).info.run_id
        dataset = Dataset("iris", "abc123", "local", '{"uri": "x.csv"}', schema='{"a": 1}', profile='{"rows": 150}')
        tags = [InputTag("mlflow.data.context", "training"), InputTag("a", "1")]
        self.client.log_inputs(run, [DatasetInput(dataset, tags)])
        self.client.log_inputs(run, [DatasetInput(dataset, tags)])
        [back] = self.client.get_run(run).inputs.dataset_inputs
        self.assertEqual(dict(back.dataset), dict(dataset))
        self.assertEqual([(tag.key, tag.value) for tag in back.tags], [("a", "1"), ("mlflow.data.context", "training")])
        found = self.client.search_runs([self.experiment], "dataset.context = 'training' AND dataset.name = 'iris'")
        self.assertEqual(len(found), 1)


class Values(ClientCase):
    def setUp(self):
        super().setUp()
        self.run_id = self.client.create_run(self.experiment).info.run_id

    def test_doubles_come_back_bit_for_bit(self):
        values = [5e-324, -0.0, 0.1 + 0.2, GREATEST, -1e-300, 1 / 3]
        for step, value in enumerate(values):
            self.client.log_metric(self.run_id, "x", value, step=step, timestamp=step)
        back = [metric.value for metric in self.client.get_metric_history(self.run_id, "x")]
        self.assertEqual([value.hex() for value in back], [value.hex() for value in values])

    def test_nan_stays_and_infinities_become_the_greatest_double(self):
        for step, value in enumerate([math.nan, math.inf, -math.inf]):
            self.client.log_metric(self.run_id, f"m{step}", value)
        metrics = self.client.get_run(self.run_id).data.metrics
        self.assertTrue(math.isnan(metrics["m0"]))
        self.assertEqual((metrics["m1"], metrics["m2"]), (GREATEST, -GREATEST))

    def test_integers_keep_64_bits(self):
        step, timestamp = 2**53 + 1, 2**62 + 1
        self.client.log_metric(self.run_id, "x", 1, timestamp=timestamp, step=step)
        self.client.log_metric(self.run_id, "x", 2, timestamp=1, step=-(2**60) - 1)
        history = self.client.get_metric_history(self.run_id, "x")
        self.assertEqual({(m.step, m.timestamp) for m in history}, {(step, timestamp), (-(2**60) - 1, 1)})

    def test_the_latest_value_is_that_of_the_greatest_step(self):
        for step, value in [(5, 0.5), (9, 0.9), (2, 0.2)]:
            self.client.log_metric(self.run_id, "x", value, step=step)
        self.assertEqual(self.client.get_run(self.run_id).data.metrics["x"], 0.9)

    def test_a_long_history_comes_in_pages(self):
        count = 30_000
        for start in range(0, count, 1000):
            batch = [Metric("x", float(i), i, i) for i in range(start, start + 1000)]
            self.client.log_batch(self.run_id, metrics=batch)
        history = self.client.get_metric_history(self.run_id, "x")
        self.assertEqual([m.step for m in history], list(range(count)))

    def test_a_changed_param_is_refused_and_the_old_one_stays(self):
        self.client.log_param(self.run_id, "k", 1)
        self.client.log_param(self.run_id, "k", 1)
        with self.refused("", "Changing param values is not allowed"):
            self.client.log_param(self.run_id, "k", 2)
        self.assertEqual(self.client.get_run(self.run_id).data.params, {"k": "1"})

    def test_a_batch_with_a_changed_param_writes_nothing(self):
        self.client.log_param(self.run_id, "k", 1)
        message = re.escape("[{'key': 'k', 'old_value': '1', 'new_value': '2'}]")
        with self.refused("INVALID_PARAMETER_VALUE", message):
            self.client.log_batch(self.run_id, [Metric("m", 1, 1, 1)], [Param("k", "2")], [RunTag("t", "1")])
        data = self.client.get_run(self.run_id).data
        self.assertEqual((data.metrics, data.params), ({}, {"k": "1"}))
        self.assertNotIn("t", data.tags)

    def test_asynchronous_logging_loses_nothing(self):
        with mlflow.start_run(run_id=self.run_id):
            pending = [mlflow.log_metric("x", i, step=i, synchronous=False) for i in range(200)]
            mlflow.log_params({"a": 1}, synchronous=False).wait()
            for operation in pending:
                operation.wait()
        self.assertEqual(len(self.client.get_metric_history(self.run_id, "x")), 200)
        self.assertEqual(self.client.get_run(self.run_id).data.params, {"a": "1"})

    def test_a_param_of_6000_characters_is_kept_whole(self):
        self.client.log_param(self.run_id, "long", "x" * 6000)
        self.assertEqual(len(self.client.get_run(self.run_id).data.params["long"]), 6000)


class Experiments(ClientCase):
    def test_a_name_is_taken_even_by_a_deleted_experiment(self):
        name = self.unique("taken")
        experiment = self.client.create_experiment(name, tags={"a": "1"})
        with self.refused("RESOURCE_ALREADY_EXISTS"):
            self.client.create_experiment(name)
        self.client.delete_experiment(experiment)
        with self.refused("RESOURCE_ALREADY_EXISTS"):
            self.client.create_experiment(name)
        self.client.restore_experiment(experiment)
        self.assertEqual(self.client.get_experiment_by_name(name).tags, {"a": "1"})

    def test_deleting_carries_the_runs_along(self):
        run = self.client.create_run(self.experiment).info.run_id
        self.client.delete_experiment(self.experiment)
        self.assertEqual(self.client.get_run(run).info.lifecycle_stage, "deleted")
        self.client.restore_experiment(self.experiment)
        self.assertEqual(self.client.get_run(run).info.lifecycle_stage, "active")

    def test_renaming_and_tags(self):
        name = self.unique("renamed")
        self.client.rename_experiment(self.experiment, name)
        self.client.set_experiment_tag(self.experiment, "k", "v")
        got = self.client.get_experiment(self.experiment)
        self.assertEqual((got.name, got.tags), (name, {"k": "v"}))

    def test_an_unknown_name_is_none(self):
        self.assertIsNone(self.client.get_experiment_by_name(self.unique("nobody")))

    def test_a_run_may_be_made_with_any_tags(self):
        with mlflow.start_run(tags={"a@b": "odd", "plain": "1"}) as run:
            pass
        self.assertEqual(self.client.get_run(run.info.run_id).data.tags["a@b"], "odd")
        with self.refused("INVALID_PARAMETER_VALUE"):
            self.client.set_tag(run.info.run_id, "a@b", "later")

    def test_the_default_experiment_is_there(self):
        self.assertEqual(self.client.get_experiment("0").name, "Default")
        self.assertLess(self.client.get_experiment("0").creation_time, time.time() * 1000 + 1)
