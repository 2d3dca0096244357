"""Data, models and scores of the digits project: handwritten digits of 8 x 8 pixels, ten classes."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml
from sklearn.datasets import load_digits
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss
from sklearn.model_selection import train_test_split

MODELS = ("logistic", "forest", "boosting")


def read_params(model: str, **overrides: float | None) -> dict:
    """The shared values of params.yaml and those of one model, replaced by what the command line names."""
    document = yaml.safe_load(Path(__file__).with_name("params.yaml").read_text(encoding="utf-8"))
    params = {"model": model, **document["shared"], **document[model]}
    return params | {key: value for key, value in overrides.items() if value is not None and key in params}


def load_split(params: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Pixels in 0..1: train features, test features, train labels, test labels."""
    features, labels = load_digits(return_X_y=True)
    return train_test_split(
        features / 16, labels, test_size=params["test_size"], stratify=labels, random_state=params["seed"]
    )


def train_epochs(params: dict, features: np.ndarray, labels: np.ndarray) -> Iterator:
    """Yields the fitted classifier after each epoch: one pass over the data, or a few trees more."""
    seed, epochs = params["seed"], params["epochs"]
    if params["model"] == "logistic":
        model = SGDClassifier(
            loss="log_loss", alpha=params["l2"], learning_rate="constant", eta0=params["lr"], random_state=seed
        )
        order = np.random.default_rng(seed)
        for _ in range(epochs):
            rows = order.permutation(len(labels))
            yield model.partial_fit(features[rows], labels[rows], classes=np.arange(10))
    elif params["model"] == "forest":
        model = RandomForestClassifier(max_depth=params["depth"], warm_start=True, random_state=seed)
        for epoch in range(epochs):
            model.set_params(n_estimators=(epoch + 1) * params["trees_per_epoch"])
            yield model.fit(features, labels)
    else:
        model = HistGradientBoostingClassifier(
            learning_rate=params["lr"],
            max_depth=params["depth"],
            early_stopping=False,
            warm_start=True,
            random_state=seed,
        )
        for epoch in range(epochs):
            model.set_params(max_iter=epoch + 1)
            yield model.fit(features, labels)


def score(model, features: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Accuracy and mean log loss."""
    shares = model.predict_proba(features)
    return {
        "accuracy": accuracy_score(labels, shares.argmax(axis=1)),
        "loss": log_loss(labels, shares, labels=np.arange(10)),
    }


def draw_confusion(model, features: np.ndarray, labels: np.ndarray) -> str:
    """The confusion matrix as an SVG: a row for each true digit, a column for each predicted one."""
    counts = confusion_matrix(labels, model.predict(features), labels=np.arange(10))
    cells = []
    for (true, predicted), count in np.ndenumerate(counts):
        colour = "44,160,90" if true == predicted else "214,69,65"
        opacity = (count / counts[true].sum()) ** 0.5
        x, y = 40 + 32 * predicted, 40 + 32 * true
        cells.append(f'<rect x="{x}" y="{y}" width="30" height="30" fill="rgb({colour})" fill-opacity="{opacity:.2f}"/>')
        cells.append(f'<text x="{x + 15}" y="{y + 20}">{count or ""}</text>')
    for digit in range(10):
        cells.append(f'<text x="{55 + 32 * digit}" y="30">{digit}</text>')
        cells.append(f'<text x="25" y="{60 + 32 * digit}">{digit}</text>')
    body = "\n".join(cells)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 380 380" width="380" height="380" '
        'font-family="sans-serif" font-size="12" text-anchor="middle">\n'
        '<rect width="380" height="380" fill="white"/>\n'
        f'<text x="200" y="14">predicted</text><text x="12" y="204" transform="rotate(-90 12 200)">true</text>\n{body}\n</svg>\n'
    )
