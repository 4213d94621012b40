package macaw.trainer.runs;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import macaw.artefacts.PublishedVersion;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Scores;
import macaw.records.VersionRef;
import macaw.trainer.checkpoints.CheckpointState;
import macaw.trainer.exchange.RolloutCollector;
import macaw.trainer.exchange.RolloutExchange;
import macaw.trainer.exchange.RolloutExchange.Arrival;
import macaw.trainer.exchange.RolloutMeters;
import macaw.trainer.learning.PromptRequest;

/**
 * The last look at a policy before its alias moves: it and the policy that the run began from answer the guard prompts with the same seeds, the run's reward
 * models score both, and a mean below its predecessor's by more than a tolerance holds the new one back.
 *
 * <p>Its rollouts are asked for as two iterations after the last, under ids that a restart asks for again, and come through the same topics; what is there
 * already counts. So the outcome is a function of the two versions, however often the run is killed, and nothing of it has to be saved.
 */
final class GuardRound {
    private static final String UNIT = "iteration";

    private final RunContext context;
    private final RolloutExchange exchange;
    private final RolloutMeters meters;
    private final Tracing tracing;

    GuardRound(RunContext context, RolloutExchange exchange, RolloutMeters meters, Tracing tracing) {
        this.context = context;
        this.exchange = exchange;
        this.meters = meters;
        this.tracing = tracing;
    }

    /**
     * Errors: GUARD_FAILED, and those of any iteration.
     *
     * @param last the run's last version, whose checkpoint is the latest
     * @param tolerance how far below its predecessor it may score
     */
    void require(PublishedVersion last, List<PromptRequest> prompts, double tolerance) {
        CheckpointState state =
                context.control().whileAway(context.checkpoints()::latestState).orElseThrow();
        VersionRef before = Objects.requireNonNull(context.run().models().get(RunPlan.POLICY))
                .ref();
        int iteration = Math.toIntExact(state.step());
        RolloutCollector collector = ask(state, prompts, before, last.ref(), iteration);
        double ofBefore = mean(collect(collector, state, iteration), before);
        double ofLast = mean(collect(collector, state, iteration + 1), last.ref());
        show(state, "guard prompts answered", Map.of("guard_reward_before", ofBefore, "guard_reward", ofLast));
        if (ofLast < ofBefore - tolerance) {
            throw new CodedException(
                    ErrorCode.GUARD_FAILED,
                    String.format(
                            Locale.ROOT,
                            "%s scores %.4f on the guard prompts, %s before it scored %.4f: more than %s less",
                            last.ref(),
                            ofLast,
                            before,
                            ofBefore,
                            tolerance));
        }
    }

    private RolloutCollector ask(
            CheckpointState state, List<PromptRequest> prompts, VersionRef before, VersionRef last, int iteration) {
        RolloutCollector collector = context.control()
                .whileAway(() -> new RolloutCollector(
                        exchange,
                        context.run().id(),
                        state.positions().orElseThrow(),
                        context.plan().attempts(),
                        context.clock(),
                        meters,
                        tracing));
        Instant now = context.clock().instant();
        for (PromptRequest prompt : prompts) {
            collector.expect(List.of(
                    context.prompt(iteration, prompt, before, now), context.prompt(iteration + 1, prompt, last, now)));
        }
        var end = context.control().whileAway(collector::end);
        while (context.control().whileAway(() -> collector.readTowards(end))) {
            context.control().lookUp();
        }
        context.requireCurrent();
        context.control().whileAway(() -> {
            collector.ask();
            return true;
        });
        return collector;
    }

    private List<Arrival> collect(RolloutCollector collector, CheckpointState state, int iteration) {
        return new Barrier(context, collector)
                .pass(
                        iteration,
                        count -> show(
                                state, "waiting for guard rollouts " + count.here() + "/" + count.all(), Map.of()));
    }

    private static double mean(List<Arrival> arrivals, VersionRef policy) {
        OptionalDouble mean = arrivals.stream()
                .map(arrival -> arrival.rollout().outcome())
                .filter(Scores.class::isInstance)
                .mapToDouble(scores -> ((Scores) scores).mixed())
                .average();
        return mean.orElseThrow(() -> new CodedException(
                ErrorCode.TOO_FEW_ROLLOUTS, "none of the guard prompts was answered by " + policy + " and scored"));
    }

    private void show(CheckpointState state, String activity, Map<String, Double> more) {
        context.listener()
                .progressed(
                        new RunProgress(state.step(), state.step(), UNIT, activity),
                        Metrics.merged(state.metrics(), more));
    }
}
