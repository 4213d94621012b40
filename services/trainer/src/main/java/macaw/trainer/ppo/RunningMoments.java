package macaw.trainer.ppo;

/**
 * Mean and squared deviations of numbers that come one after the other (Welford 1962).
 *
 * @param squares sum of the squared differences from the mean
 */
record RunningMoments(long count, double mean, double squares) {
    static final RunningMoments NONE = new RunningMoments(0, 0, 0);

    RunningMoments with(double x) {
        double newMean = mean + (x - mean) / (count + 1);
        return new RunningMoments(count + 1, newMean, squares + (x - mean) * (x - newMean));
    }

    /** Biased: divided by the count. */
    double deviation() {
        return Math.sqrt(squares / count);
    }
}
