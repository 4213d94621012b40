package macaw.labeling.hours;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * When work was handed in.
 *
 * @param from not before; empty for ever
 * @param until before; empty for ever
 */
public record Span(Optional<Instant> from, Optional<Instant> until) {
    /** At any time. */
    public static final Span ALL = new Span(Optional.empty(), Optional.empty());

    public Span {
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID, "from must be before until, was " + from.get() + " and " + until.get());
        }
    }

    /**
     * From dates ({@code 2026-01-31}, days of UTC, the last one included) or moments ({@code 2026-01-31T18:00:00Z}, the last one excluded); empty
     * texts for ever. REQUEST_INVALID names the field.
     */
    public static Span of(String from, String until) {
        return new Span(moment("from", from, 0), moment("until", until, 1));
    }

    private static Optional<Instant> moment(String field, String text, int days) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text)
                                    .plusDays(days)
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant());
        } catch (DateTimeException e) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    field + " must be a date such as 2026-01-31 or a moment such as 2026-01-31T18:00:00Z, was \"" + text
                            + "\"",
                    e);
        }
    }
}
