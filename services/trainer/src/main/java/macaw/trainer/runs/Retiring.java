package macaw.trainer.runs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import macaw.artefacts.Aliases;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.Retention;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.records.VersionRef;

/** Deletes the versions under a run's output name that nothing holds; {@link Retention} decides. */
final class Retiring {
    private final ArtefactStore store;
    private final Versions versions;
    private final Aliases aliases;
    private final String namespace;
    private final RunRegister register;

    Retiring(ArtefactStore store, String namespace, RunRegister register) {
        this.store = store;
        this.versions = new Versions(store);
        this.aliases = new Aliases(store);
        this.namespace = namespace;
        this.register = register;
    }

    void tidy(RunPlan plan) {
        List<PublishedVersion> all = new ArrayList<>();
        Set<VersionRef> aliased = new HashSet<>();
        for (VersionKind kind : VersionKind.values()) {
            aliased.addAll(aliases.list(kind, namespace).values());
            versions.names(kind, namespace).forEach(name -> all.addAll(versions.list(kind, namespace, name)));
        }
        // iteration i may still ask for version i − staleness
        int keep = Math.max(plan.keepVersions(), plan.staleness() + 2);
        new Retention(keep)
                        .removable(
                                all, new Retention.Holds(aliased, register.finishedWith(), register.namedByLiveRuns()))
                        .stream()
                        .filter(version -> version.kind() == plan.outputKind()
                                && version.ref().name().equals(plan.output())
                                && !version.provenance().run().isEmpty())
                        .forEach(version -> store.remove(version.content().folder()));
    }
}
