package macaw.bench.peers;

import java.io.IOException;
import java.util.Locale;

/** What is measured. */
enum Work {
    ROLLOUTS(Rollouts::measure),
    QUANTISED(Rollouts::quantised),
    SAMPLES(Samples::measure),
    TRAINING(Training::measure),
    SCORING(Scoring::measure),
    SHARED_PROMPT(SharedPrompt::measure),
    PUBLISH(Publishing::measure),
    PPO_MEMORY(PpoMemory::measure);

    private final Measurement measurement;

    private interface Measurement {
        Row on(BenchModel model, BenchRun run) throws IOException, InterruptedException;
    }

    Work(Measurement measurement) {
        this.measurement = measurement;
    }

    Row on(BenchModel model, BenchRun run) throws IOException, InterruptedException {
        return measurement.on(model, run);
    }

    /** As an option has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
