package macaw.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sequences that go through a scorer in one call. A row is a token with all that comes before it, so sequences that begin alike share rows, and
 * there is no padding. Attention is computed by segments: rows that follow each other in a sequence, and the rows before them. Where a sequence is
 * cut changes no bit, under two conditions. No segment has one row; a lone row takes its predecessor along. And where {@link Shape#cuts} are,
 * every sequence is cut.
 *
 * @param ids token of each row
 * @param positions of each row in its sequence
 * @param segments lanes of every block but the last, which compute every row once
 * @param ends lanes of the last block, which compute the last token of each sequence
 * @param lastRows row of each sequence's last token
 */
record PackedBatch(long[] ids, long[] positions, Lanes segments, Lanes ends, long[] lastRows) {
    /** Rows of a segment, unless the lanes do not suffice: short ones save what attention computes above the diagonal, and cost calls. */
    private static final int SEGMENT = 128;

    /** Fewer rows take other kernels, with other bits. */
    private static final int FEWEST_ROWS = 2;

    /**
     * How large a call is.
     *
     * @param lanes sequences of a call, and segments
     * @param rows of a call, more only for one long sequence
     * @param cuts positions at which every segment ends, ascending
     */
    record Shape(int lanes, int rows, List<Integer> cuts) {
        /** Sums of more products than this are made in blocks, whose size depends on how many sums there are beside each other. */
        private static final int ONE_BLOCK = 128;

        private static final int WIDEST = 64;

        /**
         * The shape for heads of a size. ONNX Runtime's product of queries and keys sums over the head in one block where the head has at most 128
         * components. In larger ones the blocks grow as the keys become fewer than 64, by halves: there rows must never be computed beside more
         * keys than they have alone.
         */
        static Shape of(int lanes, int rows, int headSize) {
            List<Integer> cuts = new ArrayList<>();
            int width = WIDEST;
            for (int block = ONE_BLOCK; block < headSize; block *= 2) {
                cuts.addFirst(width);
                width /= 2;
            }
            return new Shape(lanes, rows, cuts);
        }

        /** The first cut behind a position, or the end. */
        private int end(int from, int length) {
            return cuts.stream()
                    .filter(cut -> cut > from && cut < length)
                    .findFirst()
                    .orElse(length);
        }

        /** Segments that positions {@code from} to {@code length - 1} take at least. */
        private int fewest(int from, int length) {
            int segments = 0;
            for (int at = from; at < length; at = end(at, length)) {
                segments++;
            }
            return segments;
        }
    }

    /**
     * What each lane takes; one that is not needed takes the first row twice, and nothing is made of it.
     *
     * @param rows of each lane, one lane after the other
     * @param rowCounts how many rows each has, at least 2
     * @param past rows before each lane's, in the same order
     * @param pastCounts how many these are
     * @param lastPositions one less than rows and past together
     * @param places which outputs of all lanes go on
     */
    record Lanes(long[] rows, long[] rowCounts, long[] past, long[] pastCounts, int[] lastPositions, long[] places) {}

    /** Positions {@code from} to {@code to - 1} of a sequence. */
    private record Segment(int sequence, int from, int to) {}

    /**
     * Which sequences share which call: those that begin alike stand beside each other, and each call has as many as lanes and rows allow, at least
     * one.
     *
     * @return indices of sequences, those of a call in lexicographic order
     */
    static List<int[]> calls(List<int[]> sequences, Shape shape) {
        int[] order = IntStream.range(0, sequences.size())
                .boxed()
                .sorted(Comparator.comparing(sequences::get, Arrays::compare))
                .mapToInt(i -> i)
                .toArray();
        List<int[]> calls = new ArrayList<>();
        int from = 0;
        int rows = 0;
        int segments = 0;
        for (int i = 0; i < order.length; i++) {
            int[] sequence = sequences.get(order[i]);
            int shared = i == from ? 0 : shared(sequences.get(order[i - 1]), sequence);
            boolean fits = i - from < shape.lanes()
                    && rows + sequence.length - shared <= shape.rows()
                    && segments + shape.fewest(shared, sequence.length) <= shape.lanes();
            if (i > from && !fits) {
                calls.add(Arrays.copyOfRange(order, from, i));
                from = i;
                rows = 0;
                segments = 0;
                shared = 0;
            }
            rows += sequence.length - shared;
            segments += shape.fewest(shared, sequence.length);
        }
        if (from < order.length) {
            calls.add(Arrays.copyOfRange(order, from, order.length));
        }
        return calls;
    }

    /**
     * Packs the sequences of a call.
     *
     * @param sequences in lexicographic order, as {@link #calls} has them
     */
    static PackedBatch of(List<int[]> sequences, Shape shape) {
        int[][] rows = new int[sequences.size()][];
        int[] fresh = new int[sequences.size()];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            int[] sequence = sequences.get(i);
            fresh[i] = i == 0 ? 0 : shared(sequences.get(i - 1), sequence);
            rows[i] = new int[sequence.length];
            for (int position = 0; position < sequence.length; position++) {
                rows[i][position] = position < fresh[i] ? rows[i - 1][position] : count++;
            }
        }
        long[] ids = new long[count];
        long[] positions = new long[count];
        for (int i = 0; i < rows.length; i++) {
            for (int position = fresh[i]; position < rows[i].length; position++) {
                ids[rows[i][position]] = sequences.get(i)[position];
                positions[rows[i][position]] = position;
            }
        }
        return new PackedBatch(
                ids,
                positions,
                segments(segments(rows, fresh, shape), rows, count, shape.lanes()),
                ends(rows, shape.lanes()),
                Arrays.stream(rows).mapToLong(own -> own[own.length - 1]).toArray());
    }

    private static List<Segment> segments(int[][] rows, int[] fresh, Shape shape) {
        for (int longest = SEGMENT; ; longest *= 2) {
            List<Segment> segments = new ArrayList<>();
            for (int i = 0; i < rows.length; i++) {
                for (int from = fresh[i]; from < rows[i].length; ) {
                    int end = shape.end(from, rows[i].length);
                    int to = end - from <= longest + 1 ? end : from + longest;
                    segments.add(new Segment(i, from, to));
                    from = to;
                }
            }
            if (segments.size() <= shape.lanes()) {
                return segments;
            }
        }
    }

    private static Lanes segments(List<Segment> segments, int[][] rows, int count, int lanes) {
        var builder = new Builder(lanes, count);
        for (Segment segment : segments) {
            int from = segment.to() - segment.from() == 1 ? Math.max(0, segment.from() - 1) : segment.from();
            int first = builder.lane(rows[segment.sequence()], from, segment.to());
            for (int position = segment.from(); position < segment.to(); position++) {
                builder.places[rows[segment.sequence()][position]] = first + position - from;
            }
        }
        return builder.lanes();
    }

    private static Lanes ends(int[][] rows, int lanes) {
        var builder = new Builder(lanes, rows.length);
        for (int i = 0; i < rows.length; i++) {
            int length = rows[i].length;
            int from = Math.max(0, length - FEWEST_ROWS);
            builder.places[i] = builder.lane(rows[i], from, length) + length - 1 - from;
        }
        return builder.lanes();
    }

    /** How many tokens two sequences begin with alike. */
    private static int shared(int[] first, int[] second) {
        int mismatch = Arrays.mismatch(first, second);
        return mismatch < 0 ? first.length : mismatch;
    }

    /** Lanes in the making. */
    private static final class Builder {
        final long[] places;
        private final List<long[]> rows = new ArrayList<>();
        private final List<long[]> pasts = new ArrayList<>();
        private final int lanes;
        private int outputs;

        Builder(int lanes, int places) {
            this.lanes = lanes;
            this.places = new long[places];
        }

        /** Takes positions {@code from} to {@code to - 1} of a sequence; where its outputs begin. */
        int lane(int[] sequence, int from, int to) {
            int first = outputs;
            long[] own = new long[Math.max(FEWEST_ROWS, to - from)];
            for (int i = 0; i < own.length; i++) {
                own[i] = sequence[Math.min(from + i, to - 1)];
            }
            long[] past = new long[from];
            for (int i = 0; i < from; i++) {
                past[i] = sequence[i];
            }
            rows.add(own);
            pasts.add(past);
            outputs += own.length;
            return first;
        }

        Lanes lanes() {
            while (rows.size() < lanes) {
                lane(new int[1], 0, 1);
            }
            int[] lastPositions = new int[lanes];
            for (int lane = 0; lane < lanes; lane++) {
                lastPositions[lane] = rows.get(lane).length + pasts.get(lane).length - 1;
            }
            return new Lanes(joined(rows), counts(rows), joined(pasts), counts(pasts), lastPositions, places);
        }

        private static long[] joined(List<long[]> parts) {
            return parts.stream().flatMapToLong(Arrays::stream).toArray();
        }

        private static long[] counts(List<long[]> parts) {
            return parts.stream().mapToLong(part -> part.length).toArray();
        }
    }
}
