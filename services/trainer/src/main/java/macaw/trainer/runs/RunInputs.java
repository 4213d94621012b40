package macaw.trainer.runs;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.LocalCopies;
import macaw.artefacts.Versions;
import macaw.trainer.datasets.Datasets;

/** What a run reads, opened from the store and verified. */
final class RunInputs {
    private final Versions versions;
    private final Datasets datasets;

    RunInputs(ArtefactStore store, Datasets datasets) {
        this.versions = new Versions(store);
        this.datasets = datasets;
    }

    /** The folders of its models, by role. */
    Map<String, Path> models(RunRecord run, LocalCopies held) {
        return models(run, held, file -> true);
    }

    /** The same without the weights: what says how large a model is and how it reads a text. */
    Map<String, Path> shapes(RunRecord run, LocalCopies held) {
        return models(run, held, file -> !file.endsWith(".safetensors"));
    }

    private Map<String, Path> models(RunRecord run, LocalCopies held, Predicate<String> files) {
        Map<String, Path> models = new HashMap<>();
        run.models()
                .forEach((role, model) -> models.put(role, held.hold(versions.open(model.kind(), model.ref(), files))));
        return models;
    }

    /** The files of its rows, by role. */
    Map<String, Path> data(RunRecord run, LocalCopies held) {
        Map<String, Path> data = new HashMap<>();
        run.data()
                .forEach((role, sha256) -> data.put(
                        role, held.hold(datasets.open(run.namespace(), sha256)).resolve(Datasets.FILE)));
        return data;
    }
}
