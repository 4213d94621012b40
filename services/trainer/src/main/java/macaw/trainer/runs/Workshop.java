package macaw.trainer.runs;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import macaw.artefacts.Aliases;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.LocalCopies;
import macaw.artefacts.PublishedVersion;
import macaw.chassis.tracing.Tracing;
import macaw.records.RunKind;
import macaw.trainer.checkpoints.Checkpoints;
import macaw.trainer.datasets.Datasets;
import macaw.trainer.exchange.RolloutExchange;
import macaw.trainer.exchange.RolloutMeters;
import macaw.trainer.learning.Learner;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.publishing.Publisher;
import macaw.trainer.publishing.VersionEvents;

/** Where one run at a time is carried out: opens what it reads, makes its learner, and sees it through. */
public final class Workshop {
    private final ArtefactStore store;
    private final Learners learners;
    private final RunInputs inputs;
    private final Engine engine;
    private final Supplier<RolloutExchange> exchanges;
    private final VersionEvents events;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Tracing tracing;
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
            MeterRegistry meters,
            Tracing tracing) {
        this.store = store;
        this.learners = learners;
        this.inputs = new RunInputs(store, datasets);
        this.engine = engine;
        this.exchanges = exchanges;
        this.events = events;
        this.clock = clock;
        this.meters = meters;
        this.tracing = tracing;
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
        PublishedVersion last;
        try (LocalCopies held = new LocalCopies();
                Checkpoints checkpoints = new Checkpoints(store, run.namespace(), run.id())) {
            RunContext context = new RunContext(
                    run,
                    plan,
                    epoch,
                    firstVersion,
                    () -> createLearner(run, held),
                    engine,
                    checkpoints,
                    new Epochs(store),
                    publisher,
                    () -> retiring.tidy(plan),
                    control,
                    listener,
                    clock,
                    meters);
            last = run.kind() == RunKind.PPO ? carryOutRollouts(context, held) : new StepRun(context).carryOut();
        }
        plan.alias()
                .ifPresent(alias -> control.whileAway(() -> {
                    new Aliases(store).set(plan.outputKind(), alias, last.ref());
                    events.aliasChanged(plan.outputKind(), alias, last.ref());
                    return true;
                }));
    }

    private PublishedVersion carryOutRollouts(RunContext context, LocalCopies held) {
        try (RolloutExchange exchange = context.control().whileAway(exchanges)) {
            PublishedVersion last = new RolloutRun(context, exchange, rollouts, tracing).carryOut();
            context.plan()
                    .guardTolerance()
                    .ifPresent(tolerance -> new GuardRound(context, exchange, rollouts, tracing)
                            .require(last, guardPrompts(context, held), tolerance));
            return last;
        }
    }

    private List<PromptRequest> guardPrompts(RunContext context, LocalCopies held) {
        RunRecord run = context.run();
        return context.control()
                .whileAway(() ->
                        learners.guardPrompts(run.settingsJson(), inputs.models(run, held), inputs.data(run, held)));
    }

    /** A learner copies its tokenizer from where it came from whenever it saves, so what it was made from is held as long as the run goes on. */
    private Learner createLearner(RunRecord run, LocalCopies held) {
        Map<String, Path> models = inputs.models(run, held);
        Map<String, Path> data = inputs.data(run, held);
        // what there is may be less than when the run was started
        learners.requireMemory(run.kind(), run.settingsJson(), models, data);
        return learners.create(run.kind(), run.settingsJson(), models, data);
    }
}
