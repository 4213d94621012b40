package macaw.labeling.snapshots;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.prompts.Split;
import macaw.labeling.texts.Texts;

/**
 * Which of a project's counting submissions a snapshot holds. An empty set lets everything through.
 *
 * @param splits of the prompts; never empty: all where none is named
 * @param categories of the prompts
 * @param languages of the prompts
 * @param sources of the prompts
 * @param labelers pseudonyms
 * @param simulated whether the work of programs is in it
 * @param from submitted at this time or later
 * @param until submitted before this time
 * @param adjudicated what becomes of tasks that a reviewer has judged too
 */
public record Filters(
        SortedSet<Split> splits,
        SortedSet<String> categories,
        SortedSet<String> languages,
        SortedSet<String> sources,
        SortedSet<String> labelers,
        Simulated simulated,
        Optional<Instant> from,
        Optional<Instant> until,
        Adjudicated adjudicated) {
    private static final int MOST = 1000;

    /** Whether the work of simulated labelers is in a snapshot; it is marked either way. */
    public enum Simulated {
        INCLUDE,
        EXCLUDE
    }

    /** What a snapshot holds of a task that a reviewer has judged too. */
    public enum Adjudicated {
        /** Everybody's work; the reviewer's is marked. */
        ALL,
        /** The reviewer's alone. */
        PREFER
    }

    /** Everything that counts. */
    public static final Filters NONE = ofSplits(Set.of());

    public Filters {
        splits = sorted(splits.isEmpty() ? EnumSet.allOf(Split.class) : splits);
        categories = texts("categories", categories);
        languages = texts("languages", languages);
        sources = texts("sources", sources);
        labelers = texts("labelers", labelers);
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    "submittedFrom must be before submittedUntil, was " + from.get() + " and " + until.get());
        }
    }

    /** By split alone; all where none is named. */
    public static Filters ofSplits(Set<Split> splits) {
        return new Filters(
                sorted(splits),
                none(),
                none(),
                none(),
                none(),
                Simulated.INCLUDE,
                Optional.empty(),
                Optional.empty(),
                Adjudicated.ALL);
    }

    /** A set of words as filters have them. */
    public static <T extends Comparable<T>> SortedSet<T> sorted(Collection<T> values) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }

    private static SortedSet<String> none() {
        return Collections.emptySortedSet();
    }

    private static SortedSet<String> texts(String field, SortedSet<String> texts) {
        if (texts.size() > MOST) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID, field + " may hold " + MOST + " words, holds " + texts.size());
        }
        texts.forEach(text -> Texts.optional(field, text, Texts.MAX_SHORT));
        return sorted(texts);
    }

    /** The same filters are the same text, whatever order their words were given in. Filters by split alone are what they always were. */
    String canonical() {
        var text = new StringBuilder(splits.toString());
        append(text, "category", categories);
        append(text, "language", languages);
        append(text, "source", sources);
        append(text, "labeler", labelers);
        if (simulated != Simulated.INCLUDE) {
            text.append(" simulated ").append(simulated);
        }
        from.ifPresent(time -> text.append(" from ").append(time));
        until.ifPresent(time -> text.append(" until ").append(time));
        if (adjudicated != Adjudicated.ALL) {
            text.append(" adjudicated ").append(adjudicated);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, SortedSet<String> words) {
        // with their lengths, so that no word can be taken for two
        words.forEach(word -> text.append(' ')
                .append(name)
                .append(' ')
                .append(word.length())
                .append(':')
                .append(word));
    }
}
