package macaw.trainer.learning;

import macaw.chassis.metrics.Metric;

/** The figures of a PPO iteration that have a metric of their own, whatever a run calls them. */
public enum PpoFigure {
    KL("kl", Metric.PPO_KL),
    REWARD_MEAN("reward_mean", Metric.PPO_REWARD_MEAN),
    ENTROPY("entropy", Metric.PPO_ENTROPY),
    CLIP_FRACTION("clip_fraction", Metric.PPO_CLIP_FRACTION),
    EXPLAINED_VARIANCE("explained_variance", Metric.PPO_EXPLAINED_VARIANCE);

    private final String figure;
    private final Metric metric;

    PpoFigure(String figure, Metric metric) {
        this.figure = figure;
        this.metric = metric;
    }

    /** Its name among a run's figures. */
    public String figure() {
        return figure;
    }

    /** What Prometheus sees. */
    public Metric metric() {
        return metric;
    }
}
