package macaw.trainer.memory;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run holds outside the Java heap at its fullest, term by term. */
public record MemoryEstimate(List<Term> terms) {
    private static final long MEGABYTE = 1_000_000;

    /**
     * One part of it.
     *
     * @param what the bytes are for
     */
    public record Term(String what, long bytes) {}

    public MemoryEstimate {
        terms = List.copyOf(terms);
    }

    public long bytes() {
        return terms.stream().mapToLong(Term::bytes).sum();
    }

    /** The sum with its terms in MB of a million bytes, as "1,200 MB = weights 800 + gradients 400". */
    public String arithmetic() {
        return megabytes(bytes()) + " MB = "
                + terms.stream()
                        .map(term -> term.what() + " " + megabytes(term.bytes()))
                        .collect(Collectors.joining(" + "));
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d", Math.ceilDiv(bytes, MEGABYTE));
    }
}
