package macaw.labeling.snapshots;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts a snapshot's records while they pass. */
public final class Tally {
    private final SortedMap<String, Long> splits = new TreeMap<>();
    private final SortedMap<String, Long> labelers = new TreeMap<>();
    private final SortedMap<String, Long> policies = new TreeMap<>();
    private final SortedMap<String, Long> forms = new TreeMap<>();
    private final SortedMap<String, Long> guidelines = new TreeMap<>();
    private long simulated;
    private long imported;
    private long adjudications;

    /** Takes the next record. */
    public void add(LabelRecord label) {
        LabelRecord.Origin origin = label.origin();
        count(splits, origin.prompt().split().name().toLowerCase(Locale.ROOT));
        count(labelers, origin.pseudonym());
        count(guidelines, Integer.toString(origin.guidelinesVersion()));
        simulated += origin.simulated() ? 1 : 0;
        imported += origin.imported() ? 1 : 0;
        adjudications += origin.adjudication() ? 1 : 0;
        if (label instanceof LabelRecord.Compared compared) {
            if (!compared.form().isEmpty()) {
                count(forms, compared.form());
            }
            compared.outputs().forEach(output -> count(policies, output.from()));
        }
    }

    private static void count(SortedMap<String, Long> counts, String name) {
        counts.merge(name, 1L, Long::sum);
    }

    /** What was counted. */
    public Summary finish(Summary.Withdrawn withdrawn) {
        return new Summary(
                splits, labelers, policies, forms, guidelines, simulated, imported, adjudications, withdrawn);
    }
}
