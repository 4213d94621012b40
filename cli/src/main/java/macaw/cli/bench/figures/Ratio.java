package macaw.cli.bench.figures;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A measured ratio and what is wanted of it.
 *
 * @param name what it is the ratio of
 * @param measured over the repeats
 * @param wanted the bound
 * @param atLeast whether the bound is a floor; else the ratio is wanted below it
 * @param aim a further bound of the same kind that is aimed at; null where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ratio(
        String name,
        Spread measured,
        double wanted,
        boolean atLeast,
        @Nullable Double aim) {
    static Ratio atLeast(double wanted, String name, Spread measured) {
        return new Ratio(name, measured, wanted, true, null);
    }

    static Ratio under(double wanted, String name, Spread measured) {
        return new Ratio(name, measured, wanted, false, null);
    }

    /** Whether the median is as wanted. */
    @JsonProperty
    public boolean met() {
        return reaches(wanted);
    }

    private boolean reaches(double bound) {
        return atLeast ? measured.median() >= bound : measured.median() < bound;
    }

    private String verdict() {
        if (!met()) {
            return "MISSED";
        }
        return aim != null && reaches(aim) ? "aim met" : "met";
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-52s %-22s wanted: %-8s %s%s",
                name,
                measured.text(2),
                (atLeast ? ">= " : "< ") + wanted,
                aim == null ? "" : "aim: %-6s ".formatted(aim),
                verdict());
    }
}
