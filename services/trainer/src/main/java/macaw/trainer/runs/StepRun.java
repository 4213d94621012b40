package macaw.trainer.runs;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import macaw.artefacts.PublishedVersion;
import macaw.chassis.metrics.Metric;
import macaw.trainer.checkpoints.Checkpoint;
import macaw.trainer.checkpoints.CheckpointState;
import macaw.trainer.history.History;
import macaw.trainer.learning.Learner;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.StepReport;

/**
 * Carries out a run whose learner reads its data itself: steps, a checkpoint every so many of them and at the end, then one
 * version. Taken up again it goes on from the last checkpoint; with the last step behind it, it only publishes.
 */
final class StepRun {
    private static final String UNIT = "step";

    private final RunContext context;

    StepRun(RunContext context) {
        this.context = context;
    }

    /** Returns the version that the run ends with. */
    PublishedVersion carryOut() {
        Optional<Checkpoint> latest = context.control().whileAway(context.checkpoints()::latest);
        Checkpoint last = latest.filter(this::complete).orElseGet(() -> train(latest));
        show(
                last.state().step(),
                last.state().step(),
                "publishing",
                last.state().metrics());
        PublishedVersion version = context.control()
                .whileAway(() -> context.publisher()
                        .publish(context.run().id(), context.epoch(), last, context.target(context.firstVersion())));
        context.listener().published(version);
        context.control().whileAway(() -> {
            context.checkpoints().prune(1);
            context.retiring().run();
            return true;
        });
        return version;
    }

    private boolean complete(Checkpoint checkpoint) {
        return checkpoint.state().complete();
    }

    private Checkpoint train(Optional<Checkpoint> from) {
        show(from.map(checkpoint -> checkpoint.state().step()).orElse(0L), 0, "loading", Map.of());
        History history = from.map(Checkpoint::history).orElseGet(History::empty);
        context.listener().recalled(history);
        Learner learner = context.control().whileAway(() -> context.engine().call(context.learners()));
        try {
            return train((StepLearner) learner, from, history);
        } finally {
            context.engine().run(learner::close);
        }
    }

    private Checkpoint train(StepLearner learner, Optional<Checkpoint> from, History history) {
        from.ifPresent(checkpoint -> context.engine().run(() -> learner.load(checkpoint.learner())));
        long total = context.engine().call(learner::totalSteps);
        long step = from.map(checkpoint -> checkpoint.state().step()).orElse(0L);
        long tokens = from.map(checkpoint -> checkpoint.state().tokens()).orElse(0L);
        SortedMap<String, Double> metrics =
                from.map(checkpoint -> checkpoint.state().metrics()).orElseGet(TreeMap::new);
        Optional<Checkpoint> last = from;
        Pace pace = new Pace(context.clock());
        while (last.isEmpty() || step < total) {
            if (step < total) {
                long index = step;
                StepReport report = context.engine().call(() -> learner.step(index));
                step++;
                tokens += report.tokens();
                metrics = Metrics.merged(metrics, report.metrics());
                Metric.TRAINING_TOKENS
                        .counter(context.meters(), context.run().kind().name().toLowerCase(Locale.ROOT))
                        .increment((double) report.tokens());
                Map<String, Double> speed = pace.after(report.tokens());
                context.record(history, step, Metrics.merged(report.metrics(), speed));
                show(step, total, "training", Metrics.merged(metrics, speed));
            }
            boolean stopping = context.control().stopping();
            if (step == total || step % context.plan().checkpointEvery() == 0 || stopping) {
                var state =
                        new CheckpointState(step, tokens, metrics, Optional.empty(), Optional.empty(), step == total);
                last = Optional.of(save(learner, state, history));
            }
            context.control().lookUp();
        }
        return last.orElseThrow();
    }

    private Checkpoint save(StepLearner learner, CheckpointState state, History history) {
        return context.control().whileAway(() -> {
            Checkpoint checkpoint = context.engine()
                    .call(() -> context.checkpoints()
                            .save(context.epoch(), state, history, context.run().parents(), learner));
            context.checkpoints().prune(context.plan().keepCheckpoints());
            return checkpoint;
        });
    }

    private void show(long step, long total, String activity, Map<String, Double> metrics) {
        context.listener().progressed(new RunProgress(step, total, UNIT, activity), metrics);
    }
}
