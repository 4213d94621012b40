package macaw.bench.learn;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reward over KL: what a run's policies got, and how far each had gone for it.
 *
 * @param places at least one, in any order
 */
record Frontier(List<Place> places) {
    /**
     * A policy.
     *
     * @param kl to the start, nats an answer
     */
    record Place(double kl, double reward) {}

    Frontier {
        places = places.stream().sorted(Comparator.comparingDouble(Place::kl)).toList();
    }

    /** How far the farthest policy went. */
    double farthest() {
        return places.getLast().kl();
    }

    /** The reward at a KL: on the line between the nearest policies on both sides of it, or that of the outermost one where none is on one side. */
    double rewardAt(double kl) {
        int above = IntStream.range(0, places.size())
                .filter(i -> places.get(i).kl() >= kl)
                .findFirst()
                .orElse(places.size() - 1);
        Place high = places.get(above);
        if (above == 0 || high.kl() <= kl) {
            return high.reward();
        }
        Place low = places.get(above - 1);
        return low.reward() + (high.reward() - low.reward()) * (kl - low.kl()) / (high.kl() - low.kl());
    }
}
