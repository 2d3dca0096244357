"""The registry calls of the client."""

from case import ClientCase


class Registry(ClientCase):
    def setUp(self):
        super().setUp()
        self.name = self.unique("model")
        self.run = self.client.create_run(self.experiment).info
        self.client.log_text(self.run.run_id, "weights", "model/weights.txt")

    def register(self, **options):
        return self.client.create_model_version(
            self.name, f"{self.run.artifact_uri}/model", self.run.run_id, **options
        )

    def test_a_model_is_made_once(self):
        model = self.client.create_registered_model(self.name, tags={"a": "1"}, description="d")
        self.assertEqual((model.name, model.tags, model.description), (self.name, {"a": "1"}, "d"))
        with self.refused("RESOURCE_ALREADY_EXISTS", "already exists"):
            self.client.create_registered_model(self.name)
        with self.refused("INVALID_PARAMETER_VALUE", "Invalid model name"):
            self.client.create_registered_model("a/b")

    def test_versions_count_up_and_never_reuse_a_number(self):
        self.client.create_registered_model(self.name)
        first, second = self.register(), self.register(tags={"t": "1"}, description="second")
        self.assertEqual((str(first.version), str(second.version)), ("1", "2"))
        self.assertEqual((first.status, first.current_stage, first.run_id), ("READY", "None", self.run.run_id))
        self.client.delete_model_version(self.name, "2")
        self.assertEqual(str(self.register().version), "3")
        with self.refused("RESOURCE_DOES_NOT_EXIST", "version=2. not found"):
            self.client.get_model_version(self.name, "2")
        uri = self.client.get_model_version_download_uri(self.name, "1")
        self.assertEqual(uri, f"{self.run.artifact_uri}/model")

    def test_aliases(self):
        self.client.create_registered_model(self.name)
        self.register()
        self.register()
        self.client.set_registered_model_alias(self.name, "champion", "1")
        self.client.set_registered_model_alias(self.name, "champion", "2")
        self.assertEqual(str(self.client.get_model_version_by_alias(self.name, "champion").version), "2")
        self.assertEqual(self.client.get_model_version(self.name, "2").aliases, ["champion"])
        aliases = self.client.get_registered_model(self.name).aliases
        self.assertEqual({alias: str(version) for alias, version in aliases.items()}, {"champion": "2"})
        self.client.delete_registered_model_alias(self.name, "champion")
        with self.refused("INVALID_PARAMETER_VALUE", "Registered model alias champion not found"):
            self.client.get_model_version_by_alias(self.name, "champion")
        with self.refused("", "Version alias name .v3. is reserved"):
            self.client.set_registered_model_alias(self.name, "v3", "1")

    def test_stages(self):
        self.client.create_registered_model(self.name)
        self.register()
        self.register()
        for version in ("1", "2"):
            self.client.transition_model_version_stage(self.name, version, "production", archive_existing_versions=True)
        stages = {str(v.version): v.current_stage for v in self.client.search_model_versions(f"name = '{self.name}'")}
        self.assertEqual(stages, {"1": "Archived", "2": "Production"})
        [latest] = self.client.get_latest_versions(self.name, ["Production"])
        self.assertEqual(str(latest.version), "2")
        with self.refused("INVALID_PARAMETER_VALUE", "Invalid Model Version stage"):
            self.client.transition_model_version_stage(self.name, "1", "Foo")

    def test_tags_and_descriptions(self):
        self.client.create_registered_model(self.name)
        self.register()
        self.client.set_registered_model_tag(self.name, "a", "1")
        self.client.set_model_version_tag(self.name, "1", "b", "2")
        self.client.update_registered_model(self.name, "model text")
        self.client.update_model_version(self.name, "1", "version text")
        model, version = self.client.get_registered_model(self.name), self.client.get_model_version(self.name, "1")
        self.assertEqual((model.tags, model.description), ({"a": "1"}, "model text"))
        self.assertEqual((version.tags, version.description), ({"b": "2"}, "version text"))
        self.client.delete_registered_model_tag(self.name, "a")
        self.client.delete_model_version_tag(self.name, "1", "b")
        self.assertEqual(self.client.get_registered_model(self.name).tags, {})
        self.assertEqual(self.client.get_model_version(self.name, "1").tags, {})

    def test_rename_and_delete(self):
        self.client.create_registered_model(self.name)
        self.register()
        renamed = self.unique("renamed")
        self.client.rename_registered_model(self.name, renamed)
        self.assertEqual(self.client.get_model_version(renamed, "1").name, renamed)
        self.client.delete_registered_model(renamed)
        with self.refused("RESOURCE_DOES_NOT_EXIST", f"Registered Model with name={renamed} not found"):
            self.client.get_registered_model(renamed)

    def test_search(self):
        for index in range(3):
            self.client.create_registered_model(f"{self.name}-{index}", tags={"set": self.name})
        found = self.client.search_registered_models(f"name LIKE '{self.name}%'", order_by=["name DESC"])
        self.assertEqual([model.name for model in found], [f"{self.name}-{index}" for index in (2, 1, 0)])
        page = self.client.search_registered_models(f"tags.set = '{self.name}'", max_results=2)
        rest = self.client.search_registered_models(f"tags.set = '{self.name}'", max_results=2, page_token=page.token)
        self.assertEqual((len(page), len(rest), rest.token or ""), (2, 1, ""))
        self.name = f"{self.name}-0"
        self.register()
        by_run = self.client.search_model_versions(f"run_id = '{self.run.run_id}'")
        self.assertEqual([version.name for version in by_run], [self.name])

    def test_a_copied_version_keeps_its_bytes(self):
        self.client.create_registered_model(self.name)
        self.register()
        copy = self.unique("copy")
        made = self.client.copy_model_version(f"models:/{self.name}/1", copy)
        self.assertEqual((made.name, made.source), (copy, f"models:/{self.name}/1"))
        uri = self.client.get_model_version_download_uri(copy, "1")
        self.assertEqual(uri, f"{self.run.artifact_uri}/model")

    def test_files_of_no_run_cannot_be_registered(self):
        self.client.create_registered_model(self.name)
        for source in ("/etc/passwd", "file:///etc/passwd", f"{self.run.artifact_uri}/../../x"):
            with self.refused("INVALID_PARAMETER_VALUE", "Invalid model version source"):
                self.client.create_model_version(self.name, source, self.run.run_id)
