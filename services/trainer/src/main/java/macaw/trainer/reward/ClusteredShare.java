package macaw.trainer.reward;

import java.util.Collection;

/**
 * A share of pairs, of which some belong together: the pairs of one prompt are one draw, since they are not independent. The ratio Σ credit / Σ pairs
 * with its standard error (the ratio estimator of cluster sampling; Cochran 1977, 6.3). By pairs the error would come out too small.
 */
public record ClusteredShare(double value, double standardError, long pairs) {
    private static final double Z = 1.96;

    /** Pairs that are one draw, and how many of them count: a sum of credits, which may be negative where they are differences. */
    public record Cluster(double credit, int pairs) {
        /** Both together as one draw. */
        public Cluster and(Cluster other) {
            return new Cluster(credit + other.credit, pairs + other.pairs);
        }
    }

    /** @param clusters at least one; the error of a single one is 1/2, which says nothing of a share */
    public static ClusteredShare of(Collection<Cluster> clusters) {
        double credit = clusters.stream().mapToDouble(Cluster::credit).sum();
        long pairs = clusters.stream().mapToLong(Cluster::pairs).sum();
        double share = credit / pairs;
        double square = 0;
        for (Cluster cluster : clusters) {
            double residual = cluster.credit() - share * cluster.pairs();
            square += residual * residual;
        }
        int n = clusters.size();
        return new ClusteredShare(share, n < 2 ? 0.5 : Math.sqrt(square * n / (n - 1.0)) / pairs, pairs);
    }

    /** The lower end of its 95 % interval. */
    public double low() {
        return value - Z * standardError;
    }

    /** The upper end. */
    public double high() {
        return value + Z * standardError;
    }
}
