package macaw.cli.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * A measured ratio and what is wanted of it.
 *
 * @param name what it is the ratio of
 * @param measured over the repeats
 * @param wanted the bound
 * @param atLeast whether the bound is a floor; else the ratio is wanted below it
 */
public record Ratio(String name, Spread measured, double wanted, boolean atLeast) {
    static Ratio atLeast(double wanted, String name, Spread measured) {
        return new Ratio(name, measured, wanted, true);
    }

    static Ratio under(double wanted, String name, Spread measured) {
        return new Ratio(name, measured, wanted, false);
    }

    /** Whether the median is as wanted. */
    @JsonProperty
    public boolean met() {
        return atLeast ? measured.median() >= wanted : measured.median() < wanted;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-52s %-22s wanted: %-8s %s",
                name,
                measured.text(2),
                (atLeast ? ">= " : "< ") + wanted,
                met() ? "met" : "MISSED");
    }
}
