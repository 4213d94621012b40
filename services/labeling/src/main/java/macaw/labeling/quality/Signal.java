package macaw.labeling.quality;

/** A reason to look at a labeler's work. None of them proves anything. */
public enum Signal {
    /** The logarithm of the median time is more than 3.5 below that of the labelers, by {@link RobustScore}. Five labelers at least. */
    FAST,
    /** The same above. */
    SLOW,
    /** The interval of the pairwise agreement with the others lies wholly below the project's pairwise agreement. */
    DISAGREES,
    /** Agreement with gold is below the project's threshold, of {@link LabelerQuality#LEAST_GOLD_PAIRS} pairs at least. */
    BELOW_GOLD,
    /** Nine tenths of {@link LabelerQuality#LEAST_RATINGS} ratings or more are the same. */
    SAME_RATING,
    /** Half of ten comparisons or more rate and answer all outputs alike, and twice the share of the other labelers. */
    STRAIGHT_LINES,
    /** The output shown first is ranked best more than 3 standard deviations more or less often than by chance, in ten comparisons or more. */
    POSITION
}
