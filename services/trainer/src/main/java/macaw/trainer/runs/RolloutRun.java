package macaw.trainer.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import macaw.artefacts.PublishedVersion;
import macaw.chassis.logs.LogContext;
import macaw.chassis.metrics.Metric;
import macaw.chassis.tracing.Tracing;
import macaw.records.Failure;
import macaw.records.Prompt;
import macaw.records.ScoredRollout;
import macaw.records.VersionRef;
import macaw.trainer.checkpoints.Checkpoint;
import macaw.trainer.checkpoints.CheckpointState;
import macaw.trainer.checkpoints.TopicPositions;
import macaw.trainer.checkpoints.TrainedRollouts;
import macaw.trainer.exchange.RolloutCollector;
import macaw.trainer.exchange.RolloutExchange;
import macaw.trainer.exchange.RolloutExchange.Arrival;
import macaw.trainer.exchange.RolloutMeters;
import macaw.trainer.history.History;
import macaw.trainer.history.Samples;
import macaw.trainer.learning.IterationReport;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.learning.RolloutLearner;
import macaw.trainer.publishing.Publisher.Target;
import macaw.trainer.runs.StageClock.Stage;

/**
 * Carries out a run whose learner learns from its own policy's answers. An iteration is (1) training on exactly its rollouts, (2)
 * the checkpoint, which commits it, (3) publishing the version from the checkpoint's files, (4) the event, (5) the prompts of
 * the next. Taken up again it does 3 to 5 of the last checkpoint again; each can be done twice.
 *
 * <p>Iteration i asks for policy i − s exactly, s the staleness: policy 0 is the one that the run starts from, policy j the one
 * that iteration j − 1 published. So while iteration i is trained, the rollouts of the s after it are under way.
 */
final class RolloutRun {
    private static final String UNIT = "iteration";

    private final RunContext context;
    private final RolloutExchange exchange;
    private final StageClock stages;
    private final Map<Integer, VersionRef> policies = new HashMap<>();
    private final RolloutMeters meters;
    private final Tracing tracing;
    private final Pace pace;
    private History history = History.empty();

    RolloutRun(RunContext context, RolloutExchange exchange, RolloutMeters meters, Tracing tracing) {
        this.context = context;
        this.exchange = exchange;
        this.meters = meters;
        this.tracing = tracing;
        this.stages = new StageClock(context.clock(), context.meters());
        this.pace = new Pace(context.clock(), Duration.ZERO);
        policies.put(
                0,
                Objects.requireNonNull(context.run().models().get(RunPlan.POLICY), "a PPO run names its policy")
                        .ref());
    }

    /** Returns the version that the run ends with. */
    PublishedVersion carryOut() {
        Optional<Checkpoint> latest = away(context.checkpoints()::latest);
        if (latest.isPresent() && latest.get().state().complete()) {
            return publish(latest.get());
        }
        show(latest.map(Checkpoint::state), 0, "loading", Map.of());
        history = latest.map(Checkpoint::history).orElseGet(History::empty);
        context.listener().recalled(history);
        RolloutLearner learner = (RolloutLearner) away(() -> context.engine().call(context.learners()));
        try (var trace =
                new IterationTrace(tracing, context.run().id(), context.clock().instant())) {
            latest.ifPresent(checkpoint -> context.engine().run(() -> learner.load(checkpoint.learner())));
            return carryOut(learner, latest.orElseGet(() -> first(learner)), trace);
        } finally {
            context.engine().run(learner::close);
        }
    }

    /** Checkpoint 0: where the topic ends before the first prompt is asked. */
    private Checkpoint first(RolloutLearner learner) {
        TopicPositions end = away(exchange::end);
        return save(learner, new CheckpointState(0, 0, new TreeMap<>(), Optional.of(end), Optional.empty(), false));
    }

    private PublishedVersion carryOut(RolloutLearner learner, Checkpoint from, IterationTrace trace) {
        int total = context.engine().call(learner::iterations);
        Checkpoint last = from;
        TopicPositions start = from.state().positions().orElseThrow();
        RolloutCollector collector = away(() -> new RolloutCollector(
                exchange, context.run().id(), start, context.plan().attempts(), context.clock(), meters, tracing));
        int done = (int) last.state().step();
        if (done > 0) {
            publish(last);
        }
        for (int ahead = done; ahead < Math.min(done + context.plan().staleness(), total); ahead++) {
            collector.expect(promptsOf(learner, ahead));
        }
        TopicPositions end = away(collector::end);
        while (true) {
            trace.begin(done);
            int furthest = done + context.plan().staleness();
            if (furthest < total) {
                collector.expect(promptsOf(learner, furthest));
            }
            TopicPositions until = end;
            while (away(() -> collector.readTowards(until))) {
                context.control().lookUp();
            }
            context.requireCurrent();
            ask(collector);
            trace.ended(Stage.PROMPTS, stages.mark(Stage.PROMPTS));
            show(Optional.of(last.state()), total, "asked for iteration " + furthest, stages.iterationDone());

            List<Arrival> arrived = collect(collector, last.state(), done, total);
            trace.ended(Stage.WAITING, stages.mark(Stage.WAITING));
            CheckpointState state;
            try (var lines = LogContext.span(
                    trace.train(arrived.stream().map(Arrival::trace).toList(), done))) {
                state = train(learner, last.state(), done, total, arrived, collector);
            }
            trace.ended(Stage.TRAINING, stages.mark(Stage.TRAINING));
            done++;
            last = save(learner, state);
            trace.ended(Stage.CHECKPOINT, stages.mark(Stage.CHECKPOINT));
            PublishedVersion version = publish(last);
            trace.ended(Stage.PUBLISH, stages.mark(Stage.PUBLISH));
            trace.published(version.ref().toString());
            if (state.complete()) {
                show(Optional.of(state), total, "done", stages.iterationDone());
                return version;
            }
        }
    }

    private void ask(RolloutCollector collector) {
        away(() -> {
            collector.ask();
            return true;
        });
    }

    private List<Prompt> promptsOf(RolloutLearner learner, int iteration) {
        List<PromptRequest> requests = context.engine().call(() -> learner.prompts(iteration));
        VersionRef policy = policy(Math.max(0, iteration - context.plan().staleness()));
        Instant now = context.clock().instant();
        List<Prompt> prompts = new ArrayList<>();
        for (PromptRequest request : requests) {
            prompts.add(context.prompt(iteration, request, policy, now));
        }
        return prompts;
    }

    private VersionRef policy(int index) {
        VersionRef known = policies.get(index);
        return known != null ? known : away(() -> context.publisher().published(target(index)));
    }

    private Target target(int policy) {
        return context.target(context.firstVersion() + policy - 1);
    }

    private List<Arrival> collect(RolloutCollector collector, CheckpointState state, int iteration, int total) {
        return new Barrier(context, collector)
                .pass(
                        iteration,
                        count -> show(
                                Optional.of(state),
                                total,
                                "waiting for rollouts " + count.here() + "/" + count.all(),
                                Map.of()));
    }

    private CheckpointState train(
            RolloutLearner learner,
            CheckpointState before,
            int iteration,
            int total,
            List<Arrival> arrived,
            RolloutCollector collector) {
        show(Optional.of(before), total, "training on " + arrived.size() + " rollouts", Map.of());
        List<ScoredRollout> rollouts = arrived.stream().map(Arrival::rollout).toList();
        IterationReport report = context.engine().call(() -> learner.learn(iteration, rollouts));
        record(learner, iteration, rollouts, report);
        Metric.TRAINING_TOKENS.counter(context.meters(), "ppo").increment((double) report.tokens());
        meters.iterationDone(
                report.trained(),
                report.failed(),
                Math.min(iteration, context.plan().staleness()));
        SortedMap<String, Double> metrics = Metrics.merged(before.metrics(), report.metrics());
        TrainedRollouts trained = new TrainedRollouts(
                before.trained().orElse(""),
                iteration,
                arrived.stream().map(RolloutRun::entry).toList());
        String link = away(() -> context.checkpoints().keep(context.epoch(), iteration + 1L, trained));
        return new CheckpointState(
                iteration + 1L,
                before.tokens() + report.tokens(),
                metrics,
                Optional.of(collector.positions()),
                Optional.of(link),
                iteration + 1 == total);
    }

    private static TrainedRollouts.Entry entry(Arrival arrival) {
        ScoredRollout scored = arrival.rollout();
        return new TrainedRollouts.Entry(
                scored.rollout().prompt().rolloutId(),
                arrival.partition(),
                arrival.offset(),
                scored.outcome() instanceof Failure);
    }

    private void record(RolloutLearner learner, int iteration, List<ScoredRollout> rollouts, IterationReport report) {
        long step = iteration + 1L;
        SortedMap<String, Double> figures = Metrics.merged(report.metrics(), pace.after(report.tokens()));
        figures.put("staleness", (double) Math.min(iteration, context.plan().staleness()));
        history.show(context.engine().call(() -> Samples.of(step, rollouts, learner::texts)));
        context.record(history, step, figures);
    }

    private Checkpoint save(RolloutLearner learner, CheckpointState state) {
        return away(() -> context.engine()
                .call(() -> context.checkpoints()
                        .save(context.epoch(), state, history, context.run().parents(), learner)));
    }

    private PublishedVersion publish(Checkpoint checkpoint) {
        int index = (int) checkpoint.state().step();
        PublishedVersion version =
                away(() -> context.publisher().publish(context.run().id(), context.epoch(), checkpoint, target(index)));
        policies.put(index, version.ref());
        context.listener().published(version);
        away(() -> {
            context.checkpoints()
                    .prune(checkpoint.state().complete() ? 1 : context.plan().keepCheckpoints());
            context.retiring().run();
            return true;
        });
        return version;
    }

    private <T> T away(Supplier<T> action) {
        return context.control().whileAway(action);
    }

    private void show(Optional<CheckpointState> state, int total, String activity, Map<String, Double> more) {
        context.listener()
                .progressed(
                        new RunProgress(state.map(CheckpointState::step).orElse(0L), total, UNIT, activity),
                        Metrics.merged(state.map(CheckpointState::metrics).orElseGet(TreeMap::new), more));
    }
}
