"""The search language through the client's own pages."""

import math

import mlflow

from case import ClientCase


class SearchRuns(ClientCase):
    def setUp(self):
        super().setUp()
        for index, value in enumerate([0.5, 0.9, 0.7, None, math.nan]):
            run = self.client.create_run(self.experiment, run_name=f"s{index}", start_time=1000 + index).info.run_id
            if value is not None:
                self.client.log_metric(run, "acc", value)
            self.client.log_param(run, "model size", "big" if index % 2 else "Small")
            self.client.set_tag(run, "mlflow.loggedArtifacts", '[{"path": "tab.json", "type": "table"}]')

    def names(self, filter_string="", **options):
        found = self.client.search_runs([self.experiment], filter_string, **options)
        return [run.info.run_name for run in found]

    def test_order_puts_nan_and_missing_last_both_ways(self):
        self.assertEqual(self.names(order_by=["metrics.acc ASC"]), ["s0", "s2", "s1", "s4", "s3"])
        self.assertEqual(self.names(order_by=["metrics.acc DESC"]), ["s1", "s2", "s0", "s4", "s3"])

    def test_the_newest_comes_first_by_itself(self):
        self.assertEqual(self.names(), ["s4", "s3", "s2", "s1", "s0"])

    def test_pages_meet_without_gap_or_double(self):
        for order in (["metrics.acc DESC"], ["params.`model size`"], []):
            seen, token = [], None
            while True:
                page = self.client.search_runs([self.experiment], order_by=order, max_results=2, page_token=token)
                seen += [run.info.run_name for run in page]
                token = page.token
                if not token:
                    break
            self.assertEqual(seen, self.names(order_by=order))

    def test_filters(self):
        self.assertEqual(self.names("metrics.acc > 0.6"), ["s2", "s1"])
        self.assertEqual(self.names("params.`model size` = 'big' and attributes.run_name != 's1'"), ["s3"])
        self.assertEqual(self.names('params."model size" ILIKE "SMA%" AND metrics.acc >= 0.7'), ["s2"])
        self.assertEqual(self.names("status = 'running'"), [])
        self.assertEqual(len(self.names("status = 'RUNNING'")), 5)
        self.assertEqual(self.names("start_time > 1003"), ["s4"])
        self.assertEqual(len(self.names("""tags.mlflow.loggedArtifacts LIKE '%"path"%:%"tab.json",%'""")), 5)

    def test_ids_in_a_list(self):
        first, second, *_ = self.client.search_runs([self.experiment])
        ids = f"attributes.run_id IN ('{first.info.run_id}', '{second.info.run_id}')"
        self.assertEqual(self.names(ids), ["s4", "s3"])

    def test_a_bad_filter_is_a_clear_error(self):
        for text, message in [
            ("metrics.v > 'a'", "Expected numeric value type for metric. Found 'a'"),
            ("params.k = 1", "Expected a quoted string value for parameter"),
            ("foo.bar = 1", "Invalid entity type 'foo'"),
            ("nonsense", "Invalid clause"),
        ]:
            with self.refused("INVALID_PARAMETER_VALUE", message):
                self.names(text)

    def test_a_foreign_page_token_is_refused(self):
        with self.refused("INVALID_PARAMETER_VALUE", "Invalid page token"):
            self.client.search_runs([self.experiment], page_token="nonsense")

    def test_deleted_runs_show_only_when_asked_for(self):
        [run, *_] = self.client.search_runs([self.experiment])
        self.client.delete_run(run.info.run_id)
        self.assertEqual(len(self.names()), 4)
        deleted = self.names(run_view_type=mlflow.entities.ViewType.DELETED_ONLY)
        self.assertEqual(deleted, ["s4"])
        self.assertEqual(len(self.names(run_view_type=mlflow.entities.ViewType.ALL)), 5)


class SearchExperiments(ClientCase):
    def test_filter_order_and_pages(self):
        prefix = self.unique("exp")
        for index in range(3):
            self.client.create_experiment(f"{prefix}-{index}", tags={"set": prefix})
        found = self.client.search_experiments(filter_string=f"tags.set = '{prefix}'", order_by=["name DESC"])
        self.assertEqual([e.name for e in found], [f"{prefix}-{index}" for index in (2, 1, 0)])
        page = self.client.search_experiments(filter_string=f"name LIKE '{prefix}%'", max_results=2)
        rest = self.client.search_experiments(
            filter_string=f"name LIKE '{prefix}%'", max_results=2, page_token=page.token
        )
        self.assertEqual((len(page), len(rest), rest.token or ""), (2, 1, ""))
