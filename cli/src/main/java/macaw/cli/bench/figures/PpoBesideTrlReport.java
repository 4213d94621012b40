package macaw.cli.bench.figures;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;

/**
 * PPO iterations through the services beside a peer's.
 *
 * @param peer what it calls itself
 * @param product ours, taken apart
 * @param peerSeconds of the peer's iterations, one for each of ours
 * @param threads of each side
 */
public record PpoBesideTrlReport(String peer, PpoReport product, List<Double> peerSeconds, int threads)
        implements Report {
    private static final double WANTED = 1.2;
    private static final double AIM = 2;

    public PpoBesideTrlReport {
        peerSeconds = List.copyOf(peerSeconds);
        if (peerSeconds.size() != product.iterations().size()) {
            throw new IllegalArgumentException("%d iterations of ours and %d of the peer's"
                    .formatted(product.iterations().size(), peerSeconds.size()));
        }
    }

    /** The peer's seconds over ours, against what is wanted. */
    @JsonProperty
    public List<Ratio> ratios() {
        return List.of(new Ratio(
                "PPO iteration, " + peer + " / macaw", Spread.ofRatios(peerSeconds, seconds()), WANTED, true, AIM));
    }

    private List<Double> seconds() {
        return product.iterations().stream().map(IterationTimes::whole).toList();
    }

    /** Tables; the last line is the ratio. */
    @Override
    public String text() {
        List<String> lines = new ArrayList<>(product.table());
        lines.add("");
        lines.add("seconds of an iteration, min / median / max, %d threads".formatted(threads));
        lines.add("  %-38s %s".formatted("macaw", Spread.of(seconds()).text(2)));
        lines.add("  %-38s %s".formatted(peer, Spread.of(peerSeconds).text(2)));
        lines.add("");
        ratios().forEach(ratio -> lines.add(ratio.line()));
        return String.join(System.lineSeparator(), lines);
    }
}
