"""Trains a classifier of handwritten digits and logs it with the ordinary MLflow client.

    python train.py --model boosting --lr 0.2
"""

import argparse

import mlflow

from digits import MODELS, draw_confusion, load_split, read_params, score, train_epochs


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train a classifier of handwritten digits.")
    parser.add_argument("--model", choices=MODELS, default="logistic")
    parser.add_argument("--lr", type=float, help="learning rate (logistic, boosting)")
    parser.add_argument("--depth", type=int, help="depth limit of a tree (forest, boosting)")
    parser.add_argument("--epochs", type=int, help="passes over the data, or steps of added trees")
    parser.add_argument("--seed", type=int)
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    params = read_params(**vars(arguments))
    train_features, test_features, train_labels, test_labels = load_split(params)

    mlflow.set_experiment("digits")
    # What `mlflow` and ModelTrail rank runs by.
    mlflow.set_experiment_tags(
        {"mlflow.experiment.primaryMetric.name": "test/accuracy", "mlflow.experiment.primaryMetric.greaterIsBetter": "true"}
    )
    with mlflow.start_run() as run:
        mlflow.log_params(params)
        for epoch, model in enumerate(train_epochs(params, train_features, train_labels)):
            train, test = score(model, train_features, train_labels), score(model, test_features, test_labels)
            metrics = {f"train/{key}": value for key, value in train.items()}
            metrics |= {f"test/{key}": value for key, value in test.items()}
            mlflow.log_metrics(metrics, step=epoch)
        mlflow.log_text(draw_confusion(model, test_features, test_labels), "confusion_matrix.svg")
    print(f"{run.info.run_name}: {params['model']} reached {test['accuracy']:.4f} on the test set")


if __name__ == "__main__":
    main()
