package macaw.labeling.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.prompts.Split;
import macaw.labeling.snapshots.Filters;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot lets through; what is left out, or empty, lets everything through.
 *
 * @param splits {@code train}, {@code validation}, {@code test}
 * @param categories of the prompts
 * @param languages of the prompts
 * @param sources of the prompts
 * @param labelers pseudonyms
 * @param simulated {@code include} or {@code exclude}
 * @param submittedFrom this time or later, ISO 8601
 * @param submittedUntil before this time, ISO 8601
 * @param adjudicated {@code all}, or {@code prefer} for a reviewer's judgement alone where there is one
 */
public record FiltersBody(
        @Nullable List<String> splits,
        @Nullable List<String> categories,
        @Nullable List<String> languages,
        @Nullable List<String> sources,
        @Nullable List<String> labelers,
        @Nullable String simulated,
        @Nullable String submittedFrom,
        @Nullable String submittedUntil,
        @Nullable String adjudicated) {

    Filters decode() {
        return new Filters(
                Filters.sorted(Objects.requireNonNullElse(splits, List.<String>of()).stream()
                        .map(split -> Words.read(Split.class, "splits", split))
                        .collect(Collectors.toSet())),
                words(categories),
                words(languages),
                words(sources),
                words(labelers),
                simulated == null
                        ? Filters.Simulated.INCLUDE
                        : Words.read(Filters.Simulated.class, "simulated", simulated),
                time("submittedFrom", submittedFrom),
                time("submittedUntil", submittedUntil),
                adjudicated == null
                        ? Filters.Adjudicated.ALL
                        : Words.read(Filters.Adjudicated.class, "adjudicated", adjudicated));
    }

    private static SortedSet<String> words(@Nullable Collection<String> words) {
        return Filters.sorted(Objects.requireNonNullElse(words, List.of()));
    }

    private static Optional<Instant> time(String field, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    field + " must be a time such as 2026-01-31T12:00:00Z, was \"" + text + "\"",
                    e);
        }
    }

    static FiltersBody of(Filters filters) {
        return new FiltersBody(
                filters.splits().stream().map(Words::of).toList(),
                List.copyOf(filters.categories()),
                List.copyOf(filters.languages()),
                List.copyOf(filters.sources()),
                List.copyOf(filters.labelers()),
                Words.of(filters.simulated()),
                filters.from().map(Instant::toString).orElse(null),
                filters.until().map(Instant::toString).orElse(null),
                Words.of(filters.adjudicated()));
    }
}
