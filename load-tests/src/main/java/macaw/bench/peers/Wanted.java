package macaw.bench.peers;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import macaw.bench.peers.Row.Goal;
import macaw.bench.peers.Row.Measured;

/** What is wanted of a row's figures, of which the product's come first. */
sealed interface Wanted {
    /** So many times the figure of whichever other was the best by its median. */
    record OverTheBest(double must, double aim) implements Wanted {}

    /** So many times the figure of one of the others, whose name begins like this. */
    record Over(String other, double must, double aim) implements Wanted {}

    /** The product's own figure, at or below this. */
    record AtMost(double must, double aim) implements Wanted {}

    /** What that is of these figures; empty where the other is not there to be compared with. */
    default Optional<Goal> goal(String work, List<Measured> measured) {
        Measured product = measured.getFirst();
        List<Measured> others = measured.subList(1, measured.size());
        return switch (this) {
            case OverTheBest(double must, double aim) ->
                others.stream()
                        .max(Comparator.comparingDouble(Measured::median))
                        .map(best -> ratio(work, product, best, must, aim));
            case Over(String other, double must, double aim) ->
                others.stream()
                        .filter(measurement -> measurement.name().startsWith(other))
                        .findFirst()
                        .map(found -> ratio(work, product, found, must, aim));
            case AtMost(double must, double aim) -> Optional.of(new Goal(work, product.figures(), must, aim, false));
        };
    }

    private static Goal ratio(String work, Measured product, Measured other, double must, double aim) {
        List<Double> ratios = IntStream.range(0, product.figures().size())
                .mapToObj(i -> product.figures().get(i) / other.figures().get(i))
                .toList();
        return new Goal(work + " / " + other.name(), ratios, must, aim, true);
    }
}
