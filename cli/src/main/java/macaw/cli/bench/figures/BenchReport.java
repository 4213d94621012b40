package macaw.cli.bench.figures;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one call of {@code macaw bench} measured, for a person and for a program.
 *
 * @param engine null where it was not measured
 * @param peers null where they were not measured
 * @param ppo null where it was not measured
 * @param labeling null where it was not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BenchReport(
        @Nullable EngineReport engine,
        @Nullable PeerReport peers,
        @Nullable PpoReport ppo,
        @Nullable LabelingReport labeling)
        implements Report {

    /** Each ratio against what is wanted. */
    @JsonProperty
    public List<Ratio> ratios() {
        List<Ratio> ratios = new ArrayList<>();
        if (engine != null) {
            ratios.addAll(engine.ratios());
        }
        if (peers != null) {
            ratios.addAll(peers.ratios());
        }
        if (ppo != null) {
            ratios.addAll(ppo.ratios());
        }
        if (labeling != null) {
            ratios.addAll(labeling.ratios());
        }
        return ratios;
    }

    /** Tables; the last lines are the ratios. */
    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        if (engine != null) {
            lines.addAll(engine.table());
            lines.add("");
        }
        if (peers != null) {
            lines.addAll(peers.table());
            lines.add("");
        }
        if (ppo != null) {
            lines.addAll(ppo.table());
            lines.add("");
        }
        if (labeling != null) {
            lines.addAll(labeling.table());
            lines.add("");
        }
        ratios().forEach(ratio -> lines.add(ratio.line()));
        return String.join(System.lineSeparator(), lines);
    }
}
