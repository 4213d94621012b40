package macaw.trainer.runs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import macaw.artefacts.Aliases;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.Retention;
import macaw.artefacts.Sealed;
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

    /** What the last look read, so that the next one asks the store for what is new alone. */
    private volatile List<PublishedVersion> known = List.of();

    Retiring(ArtefactStore store, String namespace, RunRegister register) {
        this.store = store;
        this.versions = new Versions(store);
        this.aliases = new Aliases(store);
        this.namespace = namespace;
        this.register = register;
    }

    void tidy(RunPlan plan) {
        // iteration i may still ask for version i − staleness
        int keep = Math.max(plan.keepVersions(), plan.staleness() + 2);
        if (versions.list(plan.outputKind(), namespace, plan.output(), known).size() <= keep) {
            return;
        }
        List<PublishedVersion> all = new ArrayList<>();
        Set<VersionRef> aliased = new HashSet<>();
        for (VersionKind kind : VersionKind.values()) {
            aliased.addAll(aliases.list(kind, namespace).values());
            versions.names(kind, namespace).forEach(name -> all.addAll(versions.list(kind, namespace, name, known)));
        }
        known = List.copyOf(all);
        new Retention(keep)
                        .removable(
                                all, new Retention.Holds(aliased, register.finishedWith(), register.namedByLiveRuns()))
                        .stream()
                        .filter(version -> version.kind() == plan.outputKind()
                                && version.ref().name().equals(plan.output())
                                && !version.provenance().run().isEmpty())
                        .forEach(this::remove);
    }

    private void remove(PublishedVersion version) {
        Optional<Sealed> there = store.find(version.content().folder());
        if (there.isPresent() && !there.get().sha256().equals(version.content().sha256())) {
            // somebody put another under this number by hand, so what is known is no longer so
            known = List.of();
            return;
        }
        store.remove(version.content().folder());
    }
}
