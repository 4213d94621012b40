package macaw.onnx;

import java.util.function.LongSupplier;

/**
 * Whether the threads of a step share each operator, or each take rows of their own and compute them from beginning to end. Apart they do
 * not wait for one another at every operator, but each reads all weights, and one that gets no processor holds the step up. Which is faster
 * depends on the model, the machine and on who else computes, and no bit of the result does: so it is measured. What was slower is tried
 * again now and then, the more rarely the longer it has been slower.
 */
final class RowSplit {
    /** With fewer rows a thread, nothing is gained: they would be computed as slowly as so many. */
    private static final int LEAST_ROWS_OF_A_THREAD = 4;

    private static final int SHORTEST_INTERVAL = 8;
    private static final int LONGEST_INTERVAL = 64;
    /** How much of what is known of the way in use its last measurement makes up; one of the other way makes up all. */
    private static final double WEIGHT = 0.25;

    private final int threads;
    private final LongSupplier nanoTime;
    private final Experience[] experiences = new Experience[Integer.SIZE];
    private long begin;

    /** What steps of about so many rows took. */
    private static final class Experience {
        private double together;
        private double apart;
        private int interval = SHORTEST_INTERVAL;
        private int since;

        boolean tryApart() {
            if (together == 0 || apart == 0) {
                return apart == 0 && together != 0;
            }
            boolean apartIsFaster = apart < together;
            since++;
            return since < interval ? apartIsFaster : !apartIsFaster;
        }

        void took(boolean wasApart, double nanosOfARow) {
            boolean wasFaster = apart < together;
            double weight = since < interval ? WEIGHT : 1;
            if (wasApart) {
                apart = apart == 0 ? nanosOfARow : apart + weight * (nanosOfARow - apart);
            } else {
                together = together == 0 ? nanosOfARow : together + weight * (nanosOfARow - together);
            }
            if (since >= interval) {
                since = 0;
                interval = apart < together == wasFaster ? Math.min(2 * interval, LONGEST_INTERVAL) : SHORTEST_INTERVAL;
            }
        }
    }

    /**
     * @param threads of a session
     * @param nanoTime a clock that only goes forward
     */
    RowSplit(int threads, LongSupplier nanoTime) {
        this.threads = threads;
        this.nanoTime = nanoTime;
        for (int i = 0; i < experiences.length; i++) {
            experiences[i] = new Experience();
        }
    }

    /** Among how many threads to split a step of so many rows that begins now; 1 for none. */
    int begin(int rows) {
        begin = nanoTime.getAsLong();
        int most = most(rows);
        return most > 1 && experience(rows).tryApart() ? most : 1;
    }

    /** The step that began has ended. */
    void end(int rows, int groups) {
        if (most(rows) > 1) {
            experience(rows).took(groups > 1, (double) (nanoTime.getAsLong() - begin) / rows);
        }
    }

    private int most(int rows) {
        return Math.min(threads, rows / LEAST_ROWS_OF_A_THREAD);
    }

    private Experience experience(int rows) {
        return experiences[Integer.SIZE - Integer.numberOfLeadingZeros(rows)];
    }
}
