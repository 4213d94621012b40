package macaw.trainer.runs;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import macaw.artefacts.Aliases;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.Versions;
import macaw.records.RunKind;
import macaw.trainer.checkpoints.Checkpoints;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.exchange.RolloutExchange;
import macaw.trainer.exchange.RolloutMeters;
import macaw.trainer.learning.Learner;
import macaw.trainer.publishing.Publisher;
import macaw.trainer.publishing.VersionEvents;

/** Where one run at a time is carried out: opens what it reads, makes its learner, and sees it through. */
public final class Workshop {
    private final ArtefactStore store;
    private final Learners learners;
    private final Datasets datasets;
    private final Engine engine;
    private final Supplier<RolloutExchange> exchanges;
    private final VersionEvents events;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final RolloutMeters rollouts;

    /**
     * A workshop with these means.
     *
     * @param exchanges opens the exchange of a PPO run
     */
    public Workshop(
            ArtefactStore store,
            Learners learners,
            Datasets datasets,
            Engine engine,
            Supplier<RolloutExchange> exchanges,
            VersionEvents events,
            InstantSource clock,
            MeterRegistry meters) {
        this.store = store;
        this.learners = learners;
        this.datasets = datasets;
        this.engine = engine;
        this.exchanges = exchanges;
        this.events = events;
        this.clock = clock;
        this.meters = meters;
        this.rollouts = new RolloutMeters(meters);
    }

    RunPlan plan(RunRecord run) {
        return learners.plan(run.kind(), run.settingsJson());
    }

    /** Returns when the run is done; its errors are for {@link Verdict}. */
    void carryOut(
            RunRecord run,
            long epoch,
            RunArchive archive,
            RunControl control,
            RunListener listener,
            Retiring retiring) {
        RunPlan plan = plan(run);
        Publisher publisher = new Publisher(store, events);
        long firstVersion = control.whileAway(() -> archive.firstVersion(
                run.id(), publisher.nextNumber(plan.outputKind(), run.namespace(), plan.output())));
        RunContext context = new RunContext(
                run,
                plan,
                epoch,
                firstVersion,
                () -> createLearner(run),
                engine,
                new Checkpoints(store, run.namespace(), run.id()),
                new Epochs(store),
                publisher,
                () -> retiring.tidy(plan),
                control,
                listener,
                clock,
                meters);
        PublishedVersion last = run.kind() == RunKind.PPO ? carryOutRollouts(context) : new StepRun(context).carryOut();
        plan.alias()
                .ifPresent(alias -> control.whileAway(() -> {
                    new Aliases(store).set(plan.outputKind(), alias, last.ref());
                    events.aliasChanged(plan.outputKind(), alias, last.ref());
                    return true;
                }));
    }

    private PublishedVersion carryOutRollouts(RunContext context) {
        try (RolloutExchange exchange = context.control().whileAway(exchanges)) {
            return new RolloutRun(context, exchange, rollouts).carryOut();
        }
    }

    private Learner createLearner(RunRecord run) {
        Versions versions = new Versions(store);
        Map<String, Path> models = new HashMap<>();
        run.models().forEach((role, model) -> models.put(role, versions.open(model.kind(), model.ref())));
        Map<String, Path> data = new HashMap<>();
        run.data().forEach((role, sha256) -> data.put(role, datasets.open(run.namespace(), sha256)));
        return learners.create(run.kind(), run.settingsJson(), models, data);
    }
}
