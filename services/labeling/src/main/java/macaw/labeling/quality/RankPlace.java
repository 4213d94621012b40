package macaw.labeling.quality;

import java.util.List;

/**
 * Where a labeler puts an output among the outputs of its task: the share of the others that it beats, a tie counting half. 1 is the best
 * of all, 0 the worst of all. Ranks themselves cannot be compared between labelers (whoever ties more has fewer of them) or between tasks
 * with different numbers of outputs; places can, and their sum in a task is the same for everybody.
 */
final class RankPlace {
    /** What half an output counts; whole for up to 9 outputs, as 840 is the least common multiple of 1 to 8. */
    private static final int HALF = 840;

    private RankPlace() {}

    /** The place of each of two or more outputs, times 1680. */
    static int[] of(List<JudgedOutput> outputs) {
        int[] places = new int[outputs.size()];
        int others = outputs.size() - 1;
        for (int i = 0; i < places.length; i++) {
            int rank = outputs.get(i).rank();
            int halves = -1;
            for (JudgedOutput other : outputs) {
                halves += other.rank() > rank ? 2 : other.rank() == rank ? 1 : 0;
            }
            places[i] = HALF * halves / others;
        }
        return places;
    }
}
