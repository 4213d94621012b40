package macaw.cli.bench.figures;

import java.util.ArrayList;
import java.util.List;

/**
 * What the product and its peers measured in turns.
 *
 * @param machine what it was measured on
 * @param load processes that wanted a processor when all was measured, on average over a minute
 * @param threads native threads of each
 * @param repeats rounds of turns
 * @param skipped peers that are not on this machine, each with the reason
 */
public record PeerReport(
        EngineReport.Machine machine, double load, int threads, int repeats, List<Row> rows, List<String> skipped) {
    /** From here on a figure needs no decimals. */
    private static final double LARGE = 100;

    public PeerReport {
        rows = List.copyOf(rows);
        skipped = List.copyOf(skipped);
    }

    /**
     * One piece of work.
     *
     * @param measured what took turns, the product first; figures of one round stand at one index
     */
    public record Row(String work, String unit, List<Measured> measured, List<Goal> goals) {
        public Row {
            measured = List.copyOf(measured);
            goals = List.copyOf(goals);
        }

        List<String> table() {
            List<String> lines = new ArrayList<>(List.of(work + ", " + unit));
            Measured product = measured.getFirst();
            for (Measured each : measured) {
                Spread figures = Spread.of(each.figures());
                String line = "  %-32s %-26s".formatted(each.name(), figures.text(figures.median() < LARGE ? 2 : 0));
                boolean itself = each == product;
                lines.add((itself
                                ? line
                                : line + " x "
                                        + Spread.ofRatios(product.figures(), each.figures())
                                                .text(2))
                        .stripTrailing());
            }
            return lines;
        }
    }

    /** One contender's figures. */
    public record Measured(String name, List<Double> figures) {
        public Measured {
            figures = List.copyOf(figures);
        }
    }

    /** What is wanted of figures or ratios. */
    public record Goal(String name, List<Double> figures, double must, double aim, boolean atLeast) {
        public Goal {
            figures = List.copyOf(figures);
        }
    }

    List<Ratio> ratios() {
        return rows.stream()
                .flatMap(row -> row.goals().stream())
                .map(goal -> new Ratio(goal.name(), Spread.of(goal.figures()), goal.must(), goal.atLeast(), goal.aim()))
                .toList();
    }

    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("%s, %d cores, %d threads, Java %s, load average %.1f"
                .formatted(machine.processor(), machine.cores(), threads, machine.java(), load));
        lines.add("min / median / max of " + repeats + ", in turns; x: the product's figure over this one's");
        for (Row row : rows) {
            lines.add("");
            lines.addAll(row.table());
        }
        if (!skipped.isEmpty()) {
            lines.add("");
            skipped.forEach(peer -> lines.add("skipped: " + peer));
        }
        return lines;
    }
}
