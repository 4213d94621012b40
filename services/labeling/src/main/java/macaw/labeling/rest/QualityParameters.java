package macaw.labeling.rest;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.prompts.Split;
import macaw.labeling.quality.Period;
import macaw.labeling.quality.QualityFilter;

/** Which submissions are looked at, as a query says it. */
public class QualityParameters {
    /** Owner; empty for the service's own namespace. */
    @QueryParam("namespace")
    @DefaultValue("")
    public String namespace = "";

    /** {@code include}, {@code exclude} or {@code only}. */
    @QueryParam("simulated")
    @DefaultValue("include")
    public String simulated = "include";

    /** Splits of the prompts, repeated or with commas between; none for all. */
    @QueryParam("splits")
    public List<String> splits = List.of();

    /** Submitted then or later: a moment, or a day for its beginning in UTC. */
    @QueryParam("submittedFrom")
    @DefaultValue("")
    public String submittedFrom = "";

    /** Submitted earlier than that; the same. */
    @QueryParam("submittedUntil")
    @DefaultValue("")
    public String submittedUntil = "";

    /** Steps of the course over time: {@code day} or {@code week}. */
    @QueryParam("by")
    @DefaultValue("week")
    public String by = "week";

    /** REQUEST_INVALID names the field. */
    public QualityFilter filter() {
        return new QualityFilter(
                Words.read(QualityFilter.Simulated.class, "simulated", simulated),
                splits.stream()
                        .flatMap(word -> Arrays.stream(word.split(",", -1)))
                        .filter(word -> !word.isBlank())
                        .map(word -> Words.read(Split.class, "splits", word.strip()))
                        .collect(Collectors.toSet()),
                moment("submittedFrom", submittedFrom),
                moment("submittedUntil", submittedUntil));
    }

    /** REQUEST_INVALID names the field. */
    public Period period() {
        return Words.read(Period.class, "by", by);
    }

    private static Optional<Instant> moment(String field, String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeParseException e) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    field + " must be a moment such as 2026-03-04T12:00:00Z or a day such as 2026-03-04, was \"" + text
                            + "\"",
                    e);
        }
    }
}
