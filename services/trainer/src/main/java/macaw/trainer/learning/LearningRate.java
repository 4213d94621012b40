package macaw.trainer.learning;

import macaw.trainer.settings.OptimizerSettings;

/**
 * The learning rate of each step: a straight rise over the warm-up, then as the schedule says, so that the last step has the final fraction of the
 * peak.
 */
public record LearningRate(OptimizerSettings settings, long totalSteps) {

    /** Of step {@code index}, from 0. */
    public double at(long index) {
        int warmup = settings.warmupSteps();
        if (index < warmup) {
            // from 0 the first step would do nothing
            double risen = (settings.warmupFrom() > 0 ? index : index + 1.0) / warmup;
            return settings.learningRate() * (settings.warmupFrom() + (1 - settings.warmupFrom()) * risen);
        }
        double progress = Math.min(1, (index - warmup) / (double) Math.max(1, totalSteps - 1 - warmup));
        double left = switch (settings.schedule()) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - progress;
            case COSINE -> (1 + Math.cos(Math.PI * progress)) / 2;
        };
        double floor = switch (settings.schedule()) {
            case CONSTANT -> 0;
            case LINEAR, COSINE -> settings.finalFraction();
        };
        return settings.learningRate() * (floor + (1 - floor) * left);
    }
}
