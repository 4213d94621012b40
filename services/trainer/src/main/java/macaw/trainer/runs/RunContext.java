package macaw.trainer.runs;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Supplier;
import macaw.artefacts.Epochs;
import macaw.records.Prompt;
import macaw.records.VersionRef;
import macaw.trainer.checkpoints.Checkpoints;
import macaw.trainer.history.History;
import macaw.trainer.history.StepFigures;
import macaw.trainer.learning.Learner;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.publishing.Publisher;
import macaw.trainer.publishing.Publisher.Target;

/**
 * What the work on one run has at hand.
 *
 * @param epoch epoch of this writer
 * @param firstVersion number of the first version that the run publishes
 * @param learners opens what the run reads, verified, and makes its learner; for the engine thread
 * @param retiring deletes versions that nothing holds any more
 */
record RunContext(
        RunRecord run,
        RunPlan plan,
        long epoch,
        long firstVersion,
        Supplier<Learner> learners,
        Engine engine,
        Checkpoints checkpoints,
        Epochs epochs,
        Publisher publisher,
        Runnable retiring,
        RunControl control,
        RunListener listener,
        InstantSource clock,
        MeterRegistry meters) {

    Target target(long number) {
        return new Target(plan.outputKind(), run.namespace(), plan.output(), number);
    }

    /** Keeps the figures of a step and says so. */
    void record(History history, long step, Map<String, Double> figures) {
        var recorded = StepFigures.of(step, clock.instant().truncatedTo(ChronoUnit.MILLIS), figures);
        history.add(recorded);
        listener.recorded(recorded);
    }

    /** What the generators are asked. */
    Prompt prompt(int iteration, PromptRequest request, VersionRef policy, Instant now) {
        return new Prompt(
                run.namespace(),
                Prompt.rolloutId(run.id(), iteration, request.promptIndex(), request.sampleIndex()),
                run.id(),
                epoch,
                iteration,
                request.promptIndex(),
                request.sampleIndex(),
                request.tokens(),
                request.sampling(),
                request.seed(),
                policy,
                run.rewards(),
                now);
    }

    /** Errors: EPOCH_SUPERSEDED. */
    void requireCurrent() {
        epochs.requireCurrent(run.namespace(), run.id(), epoch);
    }
}
