"""Files up, down and listed, through the tracker and on the disk."""

import os

import mlflow

from case import ClientCase

ODD = ["with space.txt", "plus+and&.txt", "100%.txt", "ünï-cødé-文.txt", "[brackets].txt", "quote'.txt", "a;b,c=d@e.txt"]


class Artifacts(ClientCase):
    def setUp(self):
        super().setUp()
        self.run_id = self.client.create_run(self.experiment).info.run_id

    def read(self, path):
        local = mlflow.artifacts.download_artifacts(run_id=self.run_id, artifact_path=path, dst_path=str(self.folder))
        with open(local, "rb") as file:
            return file.read()

    def paths(self, path=None):
        return [(item.path, item.is_dir, item.file_size) for item in self.client.list_artifacts(self.run_id, path)]

    def test_text_and_dict_come_back(self):
        self.client.log_text(self.run_id, "hällo\n", "notes/a.txt")
        self.client.log_dict(self.run_id, {"a": [1, 2]}, "config.json")
        self.assertEqual(self.read("notes/a.txt"), "hällo\n".encode())
        self.assertEqual(mlflow.artifacts.load_dict(f"runs:/{self.run_id}/config.json"), {"a": [1, 2]})

    def test_a_file_is_kept_byte_for_byte(self):
        data = os.urandom(5 * 1024 * 1024 + 17)
        path = self.folder / "blob.bin"
        path.write_bytes(data)
        self.client.log_artifact(self.run_id, str(path), "deep/er")
        self.assertEqual(self.read("deep/er/blob.bin"), data)
        self.assertEqual(self.paths("deep/er"), [("deep/er/blob.bin", False, len(data))])

    def test_an_empty_file_is_a_file(self):
        (self.folder / "empty.bin").touch()
        self.client.log_artifact(self.run_id, str(self.folder / "empty.bin"))
        self.assertEqual(self.paths(), [("empty.bin", False, 0)])
        self.assertEqual(self.read("empty.bin"), b"")

    def test_odd_names_work(self):
        source = self.folder / "odd"
        source.mkdir()
        for name in ODD:
            (source / name).write_text(name)
        self.client.log_artifacts(self.run_id, str(source), "odd folder")
        self.assertEqual([path for path, _, _ in self.paths("odd folder")], sorted(f"odd folder/{name}" for name in ODD))
        for name in ODD:
            self.assertEqual(self.read(f"odd folder/{name}").decode(), name)

    def test_a_folder_is_listed_and_downloaded(self):
        for path in ("a/1.txt", "a/b/2.txt", "c.txt"):
            self.client.log_text(self.run_id, path, path)
        self.assertEqual(self.paths(), [("a", True, None), ("c.txt", False, 5)])
        self.assertEqual(self.paths("a"), [("a/1.txt", False, 7), ("a/b", True, None)])
        self.assertEqual(self.paths("c.txt"), [])
        self.assertEqual(self.paths("nothing"), [])
        local = mlflow.artifacts.download_artifacts(run_id=self.run_id, dst_path=str(self.folder / "all"))
        found = [os.path.relpath(os.path.join(at, f), local) for at, _, files in os.walk(local) for f in files]
        self.assertEqual(sorted(found), [os.path.join("a", "1.txt"), os.path.join("a", "b", "2.txt"), "c.txt"])

    def test_a_second_upload_replaces_the_first(self):
        self.client.log_text(self.run_id, "longer than", "x.txt")
        self.client.log_text(self.run_id, "new", "x.txt")
        self.assertEqual(self.read("x.txt"), b"new")

    def test_a_missing_file_is_an_error(self):
        with self.assertRaises(Exception):
            self.read("nothing.txt")

    def test_an_experiment_on_the_disk_is_written_by_the_client(self):
        location = (self.folder / "store").as_uri()
        experiment = self.client.create_experiment(self.unique("disk"), artifact_location=location)
        run = self.client.create_run(experiment).info
        self.client.log_text(run.run_id, "here", "a/b.txt")
        written = self.folder / "store" / run.run_id / "artifacts" / "a" / "b.txt"
        self.assertEqual(written.read_text(), "here")
        self.assertEqual([item.path for item in self.client.list_artifacts(run.run_id, "a")], ["a/b.txt"])
