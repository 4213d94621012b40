package macaw.trainer.runs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Journal;
import macaw.artefacts.StorePath;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Runs in the store: what was asked for ({@code run.json}, written once), the journal of their status, and the first version
 * number that a run publishes under. It is what a restarted trainer knows.
 */
final class RunArchive {
    private final ArtefactStore store;
    private final String namespace;

    RunArchive(ArtefactStore store, String namespace) {
        this.store = store;
        this.namespace = namespace;
    }

    /** Ids of all runs, sorted. */
    List<String> ids() {
        return store.list(StorePath.of(namespace, "runs"));
    }

    /** The run of that id; empty when it was never started whole. */
    Optional<RunRecord> find(String id) {
        StorePath file = folder(id).resolve("run.json");
        return store.read(file).map(content -> RunJson.readRun(file.toString(), content));
    }

    /**
     * Keeps a run. The same request again returns the run that is there.
     *
     * @throws CodedException RUN_CONFLICT when the id is taken by another request
     */
    RunRecord create(RunRecord run) {
        if (store.create(folder(run.id()).resolve("run.json"), RunJson.write(run))) {
            return run;
        }
        RunRecord there = find(run.id()).orElseThrow();
        requireSame(there, new StartRequest(run.id(), run.kind(), run.settingsJson()));
        return there;
    }

    /** Refuses (RUN_CONFLICT) a request that is not the one the run was started with. */
    static void requireSame(RunRecord there, StartRequest request) {
        if (there.kind() != request.kind() || !there.settingsJson().equals(request.settingsJson())) {
            throw new CodedException(
                    ErrorCode.RUN_CONFLICT,
                    "run " + there.id() + " is there already as a run of kind " + there.kind()
                            + " with other settings");
        }
    }

    /** A run's status: queued before its journal has an entry. */
    RunStatus status(String id) {
        Journal journal = statuses(id);
        return journal.latest()
                .map(entry -> RunJson.readStatus("status " + entry.number() + " of run " + id, entry.content()))
                .orElse(new RunStatus.Queued());
    }

    /** Writes a status down. */
    void append(String id, RunStatus status) {
        Journal journal = statuses(id);
        byte[] content = RunJson.write(status);
        while (!journal.append(journal.latestNumber() + 1, content)) {
            // another writer took that number
        }
    }

    /** The run's first version number: the proposed one the first time, ever after the one that was taken then. */
    long firstVersion(String id, long proposed) {
        StorePath file = folder(id).resolve("first-version");
        store.create(file, String.valueOf(proposed).getBytes(StandardCharsets.UTF_8));
        return Long.parseLong(new String(store.read(file).orElseThrow(), StandardCharsets.UTF_8));
    }

    private Journal statuses(String id) {
        return new Journal(store, folder(id).resolve("statuses"));
    }

    private StorePath folder(String id) {
        return StorePath.of(namespace, "runs", id);
    }
}
